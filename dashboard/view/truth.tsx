import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { t } from "../messages/index.ts";
import type { Dashboard } from "../model.ts";
import { formatAge } from "../times.ts";

/** The truth in the corner: how fresh and how exact the numbers are, and whose clock cuts the days. */
export function Truth({ model }: { model: Dashboard }) {
  const uniques = model.overview.shown.value.headline?.answer.meta.uniques;
  const viewerZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <footer class="truth">
      <Freshness model={model} />
      <span title={uniques?.identity}>
        <b>{uniques?.method === "estimate" ? t.truth.estimated(100 * uniques.error) : t.truth.exact}</b>{" "}
        {t.truth.uniques}
      </span>
      <span
        class="truth-zone"
        title={viewerZone === model.zone.value ? undefined : t.truth.yours(viewerZone)}
      >
        {t.truth.zone(model.zone.value)}
      </span>
      <button type="button" onClick={() => model.openPanel("keys")}>
        <b>?</b> {t.truth.keys}
      </button>
    </footer>
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
