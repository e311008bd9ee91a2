import { useEffect, useRef } from "preact/hooks";
import type { BreakdownDimension, ShownMetric } from "../cards.ts";
import { fileName, saveBlob } from "../csv.ts";
import { nameDimension } from "../dimensions.ts";
import { t } from "../messages/index.ts";
import type { Dashboard } from "../model.ts";
import { formatCount, formatMetric } from "../numbers.ts";
import { nameValue } from "../places.ts";
import { DETAILS_PAGE_ROWS, detailMetricsUnder } from "../questions.ts";
import { tabName } from "./breakdown.tsx";
import { Dialog } from "./dialog.tsx";
import { problemText } from "./problem-bar.tsx";
import { RowName } from "./row.tsx";

/** Typing searches when it pauses. */
const PAUSE_MS = 200;

interface DetailsProps {
  model: Dashboard;
  dimension: BreakdownDimension;
}

/** A whole breakdown: searched, sorted and turned page by page by the server, or taken along as a file. */
export function Details({ model, dimension }: DetailsProps) {
  return (
    <Dialog title={tabName(dimension)} size="wide" close={() => model.openDetails(null)}>
      <Search model={model} dimension={dimension} />
      <div class="details-rows" aria-busy={model.details.isWaiting.value}>
        <Table model={model} dimension={dimension} />
      </div>
      <Pager model={model} dimension={dimension} />
    </Dialog>
  );
}

function Search({ model, dimension }: DetailsProps) {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  return (
    <input
      class="search"
      type="search"
      aria-label={t.details.search}
      placeholder={t.details.searchHint(tabName(dimension))}
      autocomplete="off"
      spellcheck={false}
      autofocus
      onInput={(event) => {
        const search = event.currentTarget.value;
        clearTimeout(timer.current);
        timer.current = setTimeout(() => model.browseDetails({ search }), PAUSE_MS);
      }}
    />
  );
}

function Table({ model, dimension }: DetailsProps) {
  const answer = model.details.answer.value;
  const problem = model.details.problem.value;
  if (problem !== null) return <p class="none">{problemText(problem)}</p>;
  if (answer === null) return null;
  if (answer.results.length === 0) return <p class="none">{t.details.nothing}</p>;
  const metrics = detailMetricsUnder(dimension, model.address.value.filters);
  return (
    <table class="details">
      <thead>
        <tr>
          <th scope="col">{nameDimension(dimension)}</th>
          {metrics.map((metric) => (
            <SortHeader key={metric} model={model} metric={metric} />
          ))}
        </tr>
      </thead>
      <tbody>
        {answer.results.map(({ dimensions: [value = ""], metrics: values }) => (
          <tr key={value}>
            <th scope="row">
              <button
                type="button"
                class="row-link"
                onClick={(event) => model.choose(dimension, value, event.shiftKey)}
              >
                <RowName name={nameValue(dimension, value, t.locale, t.rows.notSet)} />
              </button>
            </th>
            {metrics.map((metric, at) => (
              <td key={metric} class={metric}>
                {formatMetric(metric, values[at] ?? null)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function SortHeader({ model, metric }: { model: Dashboard; metric: ShownMetric }) {
  const { sort, direction } = model.details.view.value;
  const isSorted = sort === metric;
  const turned = isSorted && direction === "desc" ? "asc" : "desc";
  const order = direction === "desc" ? "descending" : "ascending";
  return (
    <th scope="col" class={metric} aria-sort={isSorted ? order : "none"}>
      <button
        type="button"
        title={t.definitions[metric]}
        onClick={() => model.browseDetails({ sort: metric, direction: turned })}
      >
        {t.metrics[metric]}
        <span aria-hidden="true">{isSorted ? (direction === "desc" ? " ↓" : " ↑") : ""}</span>
      </button>
    </th>
  );
}

async function save(model: Dashboard, dimension: BreakdownDimension): Promise<void> {
  const blob = await model.detailsFile(dimension);
  if (blob !== null) saveBlob(fileName(model.site.value?.name ?? "", tabName(dimension)), blob);
}

function Pager({ model, dimension }: DetailsProps) {
  const { page } = model.details.view.value;
  const answer = model.details.answer.value;
  const total = answer?.meta.total_rows ?? 0;
  const first = page * DETAILS_PAGE_ROWS;
  const last = Math.min(first + DETAILS_PAGE_ROWS, total);
  return (
    <footer class="pager">
      <button type="button" disabled={page === 0} onClick={() => model.browseDetails({ page: page - 1 })}>
        {t.details.earlier}
      </button>
      <span role="status">
        {total === 0 ? "" : t.details.range(formatCount(first + 1), formatCount(last), formatCount(total))}
      </span>
      <button
        type="button"
        class="save"
        disabled={total === 0 || model.details.isSaving.value}
        onClick={() => void save(model, dimension)}
      >
        {model.details.isSaving.value ? t.details.saving : t.details.csv}
      </button>
      <button type="button" disabled={last >= total} onClick={() => model.browseDetails({ page: page + 1 })}>
        {t.details.later}
      </button>
    </footer>
  );
}
