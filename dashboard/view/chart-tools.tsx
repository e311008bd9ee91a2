import type { Cell } from "../csv.ts";
import { t } from "../messages/index.ts";
import type { Dashboard } from "../model.ts";
import { Popover } from "./popover.tsx";

/** What else the chart can be: a table, a file of numbers, a picture. */
export function ChartTools({ model }: { model: Dashboard }) {
  const { asTable } = model.address.value;
  const close = (act: () => unknown) => () => {
    model.openPanel(null);
    void act();
  };
  const button = (
    <>
      <span aria-hidden="true">⋯</span>
      <span class="unseen">{t.chart.tools}</span>
    </>
  );
  return (
    <Popover
      model={model}
      name="chart"
      label={t.chart.tools}
      button={button}
      buttonClass="chart-choice tools"
      side="end"
    >
      <ul class="menu">
        <li>
          <button type="button" onClick={close(() => model.setAsTable(!asTable))}>
            <span>{asTable ? t.chart.picture : t.chart.table}</span>
            <kbd>V</kbd>
          </button>
        </li>
        <li>
          <button type="button" onClick={close(() => saveSeries(model))}>
            {t.chart.csv}
          </button>
        </li>
        {!asTable && (
          <li>
            <button type="button" onClick={close(() => savePicture(model))}>
              {t.chart.png}
            </button>
          </li>
        )}
      </ul>
    </Popover>
  );
}

const nameOf = (model: Dashboard): string[] => [
  model.site.value?.name ?? "",
  model.metric.value,
  ...Object.values(model.period.value.bounds ?? { all: "all" }),
];

/** Saving is rare: what it needs is fetched when it is wanted. */
async function saveSeries(model: Dashboard): Promise<void> {
  const series = model.series.value;
  if (series === null) return;
  const { fileName, saveCsv } = await import("../csv.ts");
  const hasPrevious = series.previousLabels.length > 0;
  const rows = series.labels.map((label, at): Cell[] => [
    label,
    series.current[at] ?? null,
    ...(hasPrevious ? [series.previousLabels[at] ?? null, series.previous[at] ?? null] : []),
  ]);
  const name = t.metrics[model.metric.value];
  const head = [t.chart.time, name, ...(hasPrevious ? [t.chart.time, t.chart.previous] : [])];
  saveCsv(fileName(...nameOf(model)), [head, ...rows]);
}

async function savePicture(model: Dashboard): Promise<void> {
  const canvas = document.querySelector<HTMLCanvasElement>(".chart canvas");
  if (canvas === null) return;
  const { savePng } = await import("../png.ts");
  const title = `${model.site.value?.name ?? ""} · ${t.metrics[model.metric.value]}`;
  await savePng(canvas, title, nameOf(model).join("-"));
}
