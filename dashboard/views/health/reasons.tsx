import type { OutcomesAnswer } from "../../../schema/outcome-input.ts";
import { formatCount } from "../../numbers.ts";
import { type Column, DataTable } from "../../view/data-table.tsx";
import { explain } from "./explain.ts";
import { type Remedy, remedyFor, TONES } from "./outcome-counts.ts";
import { shareText } from "./share-text.ts";
import { useRules } from "./use-rules.ts";
import type { SectionProps } from "./view.tsx";
import { words } from "./words.ts";

type Reason = OutcomesAnswer["reasons"][number];

/** Each reason in a sentence, with what to do about it, and how many events had it. */
export function Reasons({ model, site, sections, answer }: SectionProps & { answer: OutcomesAnswer | null }) {
  const w = words.t.outcomes;
  const rules = useRules(model, site.id, sections.includes("rules"));
  const open = (remedy: Remedy, rule = "") =>
    remedy === "settings"
      ? model.openView("settings")
      : model.openView("health", { section: remedy, ...(remedy === "quarantine" && rule && { rule }) });
  return (
    <section class="health-part">
      <h3>{w.reasons}</h3>
      <DataTable
        caption={w.reasons}
        columns={columns(answer?.total.received ?? 0, rules.nameOf)}
        rows={answer === null ? null : answer.reasons}
        keyOf={({ stage, reason, rule = "" }) => `${stage} ${reason} ${rule}`}
        empty={
          <>
            <p>{w.nothing}</p>
            <button
              type="button"
              class="pill"
              onClick={() => model.openView("health", { section: "installation" })}
            >
              {words.t.sections.installation}
            </button>
          </>
        }
        actions={({ reason, rule }) => {
          const remedy = remedyFor(reason);
          if (remedy === null || (remedy !== "settings" && !sections.includes(remedy))) return null;
          const name = remedy === "settings" ? w.settings : words.t.sections[remedy];
          return (
            <button
              type="button"
              class="quiet"
              aria-label={`${name}: ${reason}`}
              onClick={() => open(remedy, rule)}
            >
              {name}
            </button>
          );
        }}
        file="reasons.csv"
      />
    </section>
  );
}

/** What happened, what to do, and how often. */
export function reasonColumns(
  received: number,
  ruleName: (id: string) => string = (id) => id,
): [reason: Column<Reason>, count: Column<Reason>] {
  const w = words.t.outcomes;
  return [
    {
      ...{ name: "reason", title: w.reason, value: ({ reason, rule = "" }) => `${reason} ${rule}`.trim() },
      cell: ({ reason, rule }) => <Explained reason={reason} rule={rule && ruleName(rule)} />,
    },
    {
      ...{ name: "n", title: w.events, isNumber: true, value: ({ n }) => n },
      cell: (reason) => <Count reason={reason} received={received} />,
    },
  ];
}

function columns(received: number, ruleName: (id: string) => string): Column<Reason>[] {
  const w = words.t.outcomes;
  const [reason, count] = reasonColumns(received, ruleName);
  return [
    reason,
    {
      ...{ name: "outcome", title: w.outcome, isShort: true, isMinor: true },
      value: ({ outcome }) => w.names[outcome],
    },
    count,
  ];
}

function Explained({ reason, rule }: { reason: string; rule: string | undefined }) {
  const { says, next } = explain(reason);
  return (
    <span class="reason">
      <b>{says}</b>
      <span>{next}</span>
      <small>
        <code>{reason}</code> {rule && <bdi>{rule}</bdi>}
      </small>
    </span>
  );
}

/** The count, and as a bar which part of what was received it is; what was restored is no part of that. */
function Count({ reason: { n, outcome }, received }: { reason: Reason; received: number }) {
  const percent = outcome === "restored" || received === 0 ? null : (100 * n) / received;
  return (
    <span class="depth">
      <b>{formatCount(n)}</b>
      {percent !== null && outcome !== "restored" && (
        <i class="depth-bar" aria-hidden="true">
          <i class={TONES[outcome]} style={{ width: `${percent}%` }} />
        </i>
      )}
      <small>{percent === null ? "" : shareText(n, received)}</small>
    </span>
  );
}
