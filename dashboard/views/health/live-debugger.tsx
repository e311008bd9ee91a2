import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import type { LiveEvent } from "../../../schema/live.ts";
import { formatCount } from "../../numbers.ts";
import { ViewHead } from "../../view/view-head.tsx";
import { WordTabs } from "../../view/word-tabs.tsx";
import { type Live, type Seen, watch } from "./live.ts";
import { LiveRow } from "./live-row.tsx";
import { useRules } from "./use-rules.ts";
import type { SectionProps } from "./view.tsx";
import { words } from "./words.ts";

const SHOWN = ["all", "missing"] as const;
type Shown = (typeof SHOWN)[number];

/** Events as they come; held, those that came before stay to be read. */
export function LiveDebugger({ model, site, sections }: SectionProps) {
  const w = words.t.live;
  const live = useMemo(() => watch(site.id), [site.id]);
  useEffect(() => () => live.end(), [live]);
  const held = useSignal<readonly Seen[] | null>(null);
  const rules = useRules(model, site.id, sections.includes("rules"));
  const shown: Shown = model.address.value.own.show === "missing" ? "missing" : "all";
  const rows = (held.value ?? live.seen.value).filter(({ event }) => shown === "all" || isMissing(event));
  return (
    <>
      <ViewHead title={words.t.sections.live} lead={w.lead}>
        <button
          type="button"
          class="pill"
          aria-pressed={held.value !== null}
          onClick={() => {
            held.value = held.value === null ? live.seen.value : null;
          }}
        >
          {w.hold}
        </button>
      </ViewHead>
      <div class="live-line">
        <LiveState live={live} isHeld={held.value !== null} />
        <WordTabs
          label={w.which}
          options={SHOWN.map((name) => [name, w.shown[name]] as const)}
          open={shown}
          choose={(name) => model.setOwn({ show: name === "all" ? "" : name }, "replace")}
        />
      </div>
      <ul class="event-list live-events">
        {rows.map(({ key, event }) => (
          <li key={key}>
            <LiveRow event={event} zone={model.zone.value} ruleName={rules.nameOf} />
          </li>
        ))}
      </ul>
    </>
  );
}

/** What is looked up will be in the report, if it is no copy. */
const isMissing = ({ outcome }: LiveEvent): boolean => outcome !== "accepted" && outcome !== "waiting";

function LiveState({ live, isHeld }: { live: Live; isHeld: boolean }) {
  const w = words.t.live;
  const skipped = live.skipped.value;
  return (
    <p role="status">
      <i class={live.state.value === "watching" && !isHeld ? "dot live" : "dot"} aria-hidden="true" />{" "}
      {isHeld ? w.held : w.states[live.state.value]} {skipped > 0 && w.skipped(formatCount(skipped))}
    </p>
  );
}
