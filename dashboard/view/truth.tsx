import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { t } from "../messages/index.ts";
import type { Dashboard } from "../model.ts";
import { formatCount } from "../numbers.ts";
import { formatAge } from "../times.ts";

/** The truth in the corner: how fresh and how exact the numbers are, and whose clock cuts the days. */
export function Truth({ model }: { model: Dashboard }) {
  const isAway = viewerZone() !== model.zone.value;
  const uniques = model.overview.shown.value.headline?.answer.meta.uniques;
  return (
    <footer class="truth">
      <Freshness model={model} />
      <span title={uniques?.identity}>
        <b>{uniques?.method === "estimate" ? t.truth.estimated(100 * uniques.error) : t.truth.exact}</b>{" "}
        {t.truth.uniques}
      </span>
      <Losses model={model} />
      <span class="truth-zone">
        {t.truth.zone(model.zone.value)}
        {isAway && ` (${t.truth.yours(viewerZone())})`}
      </span>
      <button type="button" onClick={() => model.openPanel("keys")}>
        <b>?</b> {t.truth.keys}
      </button>
      <button type="button" onClick={() => model.openPanel("palette")}>
        <b>⌘K</b> {t.truth.palette}
      </button>
    </footer>
  );
}

let zone: string | null = null;
/** Asked once: to find it out takes a browser some twenty milliseconds. */
function viewerZone(): string {
  zone ??= Intl.DateTimeFormat().resolvedOptions().timeZone;
  return zone;
}

/** What did not reach the report in the last day: always there to be seen, one step from its reasons. */
function Losses({ model }: { model: Dashboard }) {
  const total = model.aside.outcomes.value?.total;
  if (total === undefined) return null;
  return (
    <button type="button" title={t.truth.lossesHint} onClick={() => model.openView("health")}>
      <b>{formatCount(total.refused)}</b> {t.truth.refused} · <b>{formatCount(total.quarantined)}</b>{" "}
      {t.truth.quarantined}
    </button>
  );
}

function Freshness({ model }: { model: Dashboard }) {
  const now = useNow();
  const freshness = model.freshness.value;
  if (freshness === undefined) return <span>{"\u00a0"}</span>;
  const text = freshness === null ? t.truth.empty : t.truth.ago(formatAge(now - Date.parse(freshness)));
  return (
    <span title={freshness ?? undefined}>
      <b>{t.truth.fresh}</b> {text}
    </span>
  );
}

/** The time in ms, moving once a second. */
function useNow(): number {
  const now = useSignal(Date.now());
  useEffect(() => {
    const timer = setInterval(() => {
      now.value = Date.now();
    }, 1000);
    return () => clearInterval(timer);
  }, []);
  return now.value;
}
