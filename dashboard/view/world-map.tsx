import { useSignal } from "@preact/signals";
import type { QueryAnswer } from "../../schema/query.ts";
import { t } from "../messages/index.ts";
import type { Dashboard } from "../model.ts";
import { formatMetric } from "../numbers.ts";
import { nameValue } from "../places.ts";
import { TILES, WORLD_COLUMNS, WORLD_ROWS } from "../world-tiles.ts";

interface WorldMapProps {
  model: Dashboard;
  /** By country. */
  answer: QueryAnswer;
}

/** A tile is 10 by 8, its gap included. */
const [TILE_WIDTH, TILE_HEIGHT, GAP] = [10, 8, 1];

/** Countries by their visitors. The tab beside it lists the same for keyboards and for whoever does not see it. */
export function WorldMap({ model, answer }: WorldMapProps) {
  const pointed = useSignal<string | null>(null);
  const counts = new Map(answer.results.map(({ dimensions, metrics }) => [dimensions[0] ?? "", metrics]));
  const largest = Math.max(...[...counts.values()].map(([visitors]) => visitors ?? 0), 1);
  const countryAt = (event: Event): string | null =>
    event.target instanceof Element ? event.target.getAttribute("data-country") : null;
  return (
    <div class="rows world">
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the tab of countries beside it is the same for keyboards */}
      <svg
        viewBox={`0 0 ${WORLD_COLUMNS * TILE_WIDTH} ${WORLD_ROWS * TILE_HEIGHT}`}
        role="img"
        aria-label={t.map.label}
        dir="ltr"
        onPointerMove={(event) => {
          pointed.value = countryAt(event);
        }}
        onPointerLeave={() => {
          pointed.value = null;
        }}
        onClick={(event) => {
          const country = countryAt(event);
          if (country !== null && counts.has(country)) {
            model.choose("visit:country", country, event.shiftKey);
          }
        }}
      >
        {TILES.map(({ country, column, row }) => (
          <rect
            key={`${column} ${row}`}
            data-country={country}
            class={country === pointed.value ? "tile pointed" : "tile"}
            x={column * TILE_WIDTH}
            y={row * TILE_HEIGHT}
            width={TILE_WIDTH - GAP}
            height={TILE_HEIGHT - GAP}
            rx="1.5"
            fill-opacity={strengthOf(counts.get(country)?.[0] ?? 0, largest)}
          />
        ))}
      </svg>
      <p class="world-says" aria-hidden="true">
        {pointed.value === null ? t.map.hint : sentenceOf(pointed.value, counts.get(pointed.value))}
      </p>
    </div>
  );
}

/** By the root: the second of the world's countries would hardly be seen beside the first. Zero is the ground's own colour. */
const strengthOf = (visitors: number, largest: number): number | undefined =>
  visitors === 0 ? undefined : 0.2 + 0.8 * Math.sqrt(visitors / largest);

function sentenceOf(country: string, metrics: (number | null)[] | undefined): string {
  const { text } = nameValue("visit:country", country, t.locale, t.rows.notSet);
  const [visitors = 0, share = 0] = metrics ?? [];
  return `${text} · ${formatMetric("visitors", visitors)} · ${formatMetric("percentage", share)}`;
}
