import { useSignal } from "@preact/signals";
import { type Cell, saveCsv } from "../csv.ts";
import { t } from "../messages/index.ts";
import { words } from "../messages/views/index.ts";

/** A number a bucket; null where there is none. */
export interface Numbers {
  name: string;
  values: readonly (number | null)[];
  format(value: number | null): string;
}

/** One part of a stacked bar. */
export interface BarSeries extends Numbers {
  /** What gives it its colour. */
  tone: "accent" | "good" | "middling" | "poor" | "plain";
}

interface TimeBarsProps {
  label: string;
  /** Of the buckets, as people read them. */
  labels: readonly string[];
  /** Stacked from the ground up. */
  series: readonly BarSeries[];
  /** Not drawn, but told beside what is. */
  beside?: readonly Numbers[];
  /** The last bucket is not over. */
  isUnfinished?: boolean;
  /** Of the file that the table behind it is saved as. */
  file: string;
}

/** Numbers over time as bars, a line that says what is pointed at, and the table behind them. */
export function TimeBars(props: TimeBarsProps) {
  const { label, labels, series, beside = [], isUnfinished = false, file } = props;
  const pointed = useSignal<number | null>(null);
  const last = labels.length - 1;
  const at = Math.min(pointed.value ?? last, last);
  const highest = Math.max(...labels.map((_, bucket) => sumAt(series, bucket)), 0);
  const press = (event: KeyboardEvent) => {
    const next = nextBucket(event.key, at, last);
    if (next === null) return;
    event.preventDefault();
    pointed.value = next;
  };
  return (
    <figure class="time-bars">
      <figcaption>
        <b>{labels[at] ?? "\u00a0"}</b>
        {beside.map((numbers) => (
          <Told key={numbers.name} numbers={numbers} at={at} tone={null} />
        ))}
        {series.map((numbers) => (
          <Told key={numbers.name} numbers={numbers} at={at} tone={numbers.tone} />
        ))}
        {isUnfinished && at === last && <span class="faint">{t.chart.unfinished}</span>}
        <button type="button" class="save-csv" onClick={() => saveCsv(file, tableOf(props))}>
          {words.t.table.csv}
        </button>
      </figcaption>
      <div class="bars-frame">
        <span class="bars-top" aria-hidden="true">
          {series.length === 1 && highest > 0 && series[0]?.format(highest)}
        </span>
        <div
          class="bars"
          role="slider"
          tabIndex={0}
          aria-label={label}
          aria-valuemin={0}
          aria-valuemax={Math.max(last, 0)}
          aria-valuenow={Math.max(at, 0)}
          aria-valuetext={sentenceAt(props, at)}
          onKeyDown={press}
          onPointerLeave={() => {
            pointed.value = null;
          }}
        >
          {labels.map((name, bucket) => (
            <span
              key={name + bucket}
              class={bucketClass(bucket === pointed.value, isUnfinished && bucket === last)}
              onPointerEnter={() => {
                pointed.value = bucket;
              }}
            >
              {series.map(({ name, tone, values }) => (
                <i
                  key={name}
                  class={tone}
                  style={{ height: `${(100 * (values[bucket] ?? 0)) / (highest || 1)}%` }}
                />
              ))}
            </span>
          ))}
        </div>
      </div>
      <div class="bar-ends faint" aria-hidden="true">
        <span>{labels[0]}</span>
        <span>{labels[last]}</span>
      </div>
      {/* A table takes the room that it needs, however little it is given. */}
      <div class="unseen">
        <SeriesTable {...props} />
      </div>
    </figure>
  );
}

const Told = ({ numbers, at, tone }: { numbers: Numbers; at: number; tone: BarSeries["tone"] | null }) => (
  <span class="bar-value">
    {tone !== null && <i class={`swatch ${tone}`} aria-hidden="true" />} {numbers.name}{" "}
    <b>{numbers.format(numbers.values[at] ?? null)}</b>
  </span>
);

const allNumbers = ({ series, beside = [] }: TimeBarsProps): readonly Numbers[] => [...beside, ...series];

const sentenceAt = (props: TimeBarsProps, at: number): string =>
  `${props.labels[at] ?? ""}: ${allNumbers(props)
    .map(({ name, values, format }) => `${name} ${format(values[at] ?? null)}`)
    .join(", ")}`;

const bucketClass = (isPointed: boolean, isUnfinished: boolean): string =>
  ["bucket", isPointed && "pointed", isUnfinished && "unfinished"].filter(Boolean).join(" ");

const sumAt = (series: readonly BarSeries[], bucket: number): number =>
  series.reduce((sum, { values }) => sum + (values[bucket] ?? 0), 0);

function nextBucket(key: string, at: number, last: number): number | null {
  if (key === "ArrowLeft") return Math.max(0, at - 1);
  if (key === "ArrowRight") return Math.min(last, at + 1);
  if (key === "Home") return 0;
  return key === "End" ? last : null;
}

const tableOf = (props: TimeBarsProps): Cell[][] => {
  const numbers = allNumbers(props);
  return [
    [t.chart.time, ...numbers.map(({ name }) => name)],
    ...props.labels.map((label, at): Cell[] => [label, ...numbers.map(({ values }) => values[at] ?? null)]),
  ];
};

function SeriesTable(props: TimeBarsProps) {
  const { label, labels } = props;
  const numbers = allNumbers(props);
  return (
    <table>
      <caption>{label}</caption>
      <thead>
        <tr>
          <th scope="col">{t.chart.time}</th>
          {numbers.map(({ name }) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {labels.map((name, at) => (
          // By place: when clocks go back two hours have one label
          <tr key={at}>
            <th scope="row">{name}</th>
            {numbers.map(({ name, values, format }) => (
              <td key={name}>{format(values[at] ?? null)}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
