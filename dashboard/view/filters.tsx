import { nameDimension, type PageFilter } from "../dimensions.ts";
import { removeFilter } from "../filters.ts";
import { t } from "../messages/index.ts";
import type { Dashboard } from "../model.ts";
import { nameValue } from "../places.ts";
import { useSegmentNames } from "./use-segment-names.ts";

/** The filters that hold, each with its way out. */
export function FilterChips({ model }: { model: Dashboard }) {
  const { filters, traffic } = model.address.value;
  if (filters.length === 0 && traffic === "human") return null;
  return (
    <ul class="filters" aria-label={t.filter.list}>
      {filters.map((filter, at) => (
        <li key={JSON.stringify(filter)}>
          <Chip model={model} filter={filter} remove={() => model.setFilters(removeFilter(filters, at))} />
        </li>
      ))}
      {traffic !== "human" && (
        <li>
          <span class="chip">
            {t.cards.traffic} <b class="clip">{t.traffic[traffic]}</b>
            <button
              type="button"
              aria-label={t.filter.removeNamed(`${t.cards.traffic} ${t.traffic[traffic]}`)}
              onClick={() => model.setTraffic("human")}
            >
              ×
            </button>
          </span>
        </li>
      )}
      {filters.length > 1 && (
        <li>
          <button type="button" class="quiet" onClick={() => model.setFilters([])}>
            {t.filter.clear}
          </button>
        </li>
      )}
    </ul>
  );
}

interface ChipProps {
  model: Dashboard;
  filter: PageFilter;
  remove(): void;
}

function Chip({ model, filter, remove }: ChipProps) {
  const [operator, dimension, values] = filter;
  const segments = useSegmentNames(model, filter);
  const names = values.map(
    (value) => segments.get(value) ?? nameValue(dimension, value, t.locale, t.rows.notSet).text,
  );
  const sentence = `${t.operators[operator]} ${names.join(t.filter.or)}`;
  return (
    <span class="chip">
      {nameDimension(dimension)} <b class="clip">{sentence}</b>
      <button
        type="button"
        aria-label={t.filter.removeNamed(`${nameDimension(dimension)} ${sentence}`)}
        onClick={remove}
      >
        ×
      </button>
    </span>
  );
}
