import { TRAFFIC_CLASSES } from "../../schema/words.ts";
import { t } from "../messages/index.ts";
import type { Dashboard } from "../model.ts";
import { formatMetric } from "../numbers.ts";
import { trafficPart } from "../questions.ts";
import { GhostRows, Row } from "./row.tsx";

/** People, robots and AI, each counted by itself; pressing one counts only it, everywhere on the page. */
export function TrafficRows({ model }: { model: Dashboard }) {
  const shown = model.overview.shown.value;
  const { traffic } = model.address.value;
  const rows = TRAFFIC_CLASSES.map((name) => {
    const answer = shown[trafficPart(name)]?.answer;
    const [visitors = 0, events = 0] = answer?.results[0]?.metrics ?? [];
    return { name, isThere: answer !== undefined, visitors: visitors ?? 0, events: events ?? 0 };
  });
  if (rows.some(({ isThere }) => !isThere)) return <GhostRows />;
  const largest = Math.max(...rows.map(({ visitors }) => visitors), 1);
  return (
    <>
      <ul class="rows few">
        {rows.map(({ name, visitors, events }) => (
          <li key={name}>
            <Row
              look={{
                text: t.traffic[name],
                badge: null,
                hint: t.trafficHints[name],
                fraction: visitors / largest,
              }}
              isPressed={traffic === name}
              isReady
              count={visitors}
              second={formatMetric("events", events)}
              press={() => model.setTraffic(traffic === name ? "human" : name)}
            />
          </li>
        ))}
      </ul>
      <p class="rows-note">{t.trafficNote}</p>
    </>
  );
}
