import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { RuleAction } from "../../../schema/rule.ts";
import type { DryRunAnswer, RuleCondition } from "../../../schema/rule-input.ts";
import type { Outcome } from "../../api.ts";
import type { Dashboard } from "../../model.ts";
import { formatCount } from "../../numbers.ts";
import { problemText } from "../../view/problem-bar.tsx";
import { shareText } from "./share-text.ts";
import { words } from "./words.ts";

/** While somebody types. */
const PAUSE_MS = 500;

interface DryRunProps {
  model: Dashboard;
  siteId: string;
  /** Null while something is missing. */
  condition: RuleCondition | null;
  action: RuleAction;
}

/** What the rule would have done in the last seven days, asked again with every change to its condition. */
export function DryRun({ model, siteId, condition, action }: DryRunProps) {
  const w = words.t.rules;
  const { outcome, isWaiting } = useDryRun(model, siteId, condition);
  return (
    <section class="dry-run" aria-label={w.dryRun} aria-busy={isWaiting}>
      <h3>{w.dryRun}</h3>
      <div class="answers" role="status">
        {condition === null && <p class="faint">{w.dryRunHint}</p>}
        {condition !== null && outcome === null && <p class="faint">{w.trying}</p>}
        {outcome !== null && !outcome.ok && <p class="faint">{problemText(outcome.problem)}</p>}
        {outcome?.ok && <Found answer={outcome.value} action={action} />}
      </div>
    </section>
  );
}

function Found({ answer, action }: { answer: DryRunAnswer; action: RuleAction }) {
  const w = words.t.rules;
  const { matched, events, most } = answer;
  if (matched === null) return <p>{w.blind}</p>;
  return (
    <>
      <p>
        <b>{w.wouldHave[action](formatCount(matched), formatCount(events))}</b>{" "}
        <span class="faint">{shareText(matched, events)}</span>
      </p>
      <ul class="most">
        {most.map(({ hostname, path, name, events }) => (
          <li key={`${hostname} ${path} ${name}`}>
            <bdi class="clip">{`${name} ${hostname}${path}`}</bdi> <span>{formatCount(events)}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

/** The answer to the present condition; null until it is here. */
function useDryRun(model: Dashboard, siteId: string, condition: RuleCondition | null) {
  const outcome = useSignal<Outcome<DryRunAnswer> | null>(null);
  const isWaiting = useSignal(false);
  const asked = JSON.stringify(condition);
  useEffect(() => {
    if (condition === null) {
      outcome.value = null;
      return;
    }
    const abort = new AbortController();
    isWaiting.value = true;
    const ask = async () => {
      const body = { site_id: siteId, ...condition };
      const answered = await model.api.call<DryRunAnswer>("POST", "/v1/rules/dry-run", body, abort.signal);
      if (abort.signal.aborted) return;
      isWaiting.value = false;
      outcome.value = answered;
    };
    const timer = setTimeout(() => void ask(), PAUSE_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [asked, siteId]);
  return { outcome: outcome.value, isWaiting: condition !== null && isWaiting.value };
}
