/** The only file that knows uPlot: columns in; the pointer's place and a dragged range out. */
import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import type { ChartMetric } from "../cards.ts";
import { formatMetric } from "../numbers.ts";
import { chartColumns, type Mark, type Series } from "../series.ts";
import type { Theme } from "../theme.ts";
import { formatTick } from "../times.ts";
import type { Interval } from "../url.ts";

interface ChartProps {
  label: string;
  series: Series | null;
  metric: ChartMetric;
  interval: Interval;
  theme: Theme;
  /** What happened, drawn where it did. */
  marks: readonly Mark[];
  /** Places of the first and last bucket that were dragged over. */
  zoom(first: number, last: number): void;
  readOut(at: number): ComponentChildren;
  readOutText(at: number): string;
}

/** x is the bucket's place, not its time: labels are wall clocks already, and days of 23 hours stay one step. */
const TICK_STEPS: Record<Interval, number[]> = {
  minute: [1, 2, 5, 10, 15, 30, 60, 120],
  hour: [1, 2, 3, 4, 6, 12, 24, 48, 72, 168],
  day: [1, 2, 3, 5, 7, 14, 28, 56, 91, 182, 364],
  week: [1, 2, 4, 8, 13, 26, 52],
  month: [1, 2, 3, 4, 6, 12, 24, 60],
};
const DURATION_STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14_400];
const COUNT_STEPS = [1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7].flatMap((by) => [1, 2, 5].map((step) => step * by));
const RATIO_STEPS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.25, 0.5, 1, 2, 5, 10, 20, 50];

export function Chart(props: ChartProps) {
  const frame = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const colours = useRef<Colours | null>(null);
  const newest = useRef(props);
  newest.current = props;
  const pointed = useSignal<number | null>(null);

  useEffect(() => {
    const element = frame.current;
    if (element === null) return;
    const point = (at: number | null) => {
      pointed.value = at;
    };
    const reader = colourReader(element);
    const made = new uPlot(optionsFor(element, newest, point, reader.colour), [[], [], [], []], element);
    plot.current = made;
    colours.current = reader;
    const stopWatching = keepFitting(made, element, reader);
    return () => {
      stopWatching();
      made.destroy();
    };
  }, []);

  useEffect(() => {
    if (props.series !== null) plot.current?.setData(chartColumns(props.series));
  }, [props.series]);

  const drawn = useRef([props.theme, props.marks]);
  useEffect(() => {
    const [theme, marks] = drawn.current;
    if (theme === props.theme && marks === props.marks) return;
    drawn.current = [props.theme, props.marks];
    const frame = requestAnimationFrame(() => {
      colours.current?.forget();
      plot.current?.redraw();
    });
    return () => cancelAnimationFrame(frame);
  }, [props.theme, props.marks]);

  const last = (props.series?.labels.length ?? 0) - 1;
  const at = pointed.value === null ? null : Math.min(pointed.value, last);
  const press = (event: KeyboardEvent) => {
    const next = nextPoint(event.key, at ?? last + 1, last);
    if (next !== null) pointed.value = next;
    else if (event.key === "Enter" && at !== null) props.zoom(at, at);
    else return;
    event.preventDefault();
  };
  return (
    <div
      class={props.series === null ? "chart empty" : "chart"}
      dir="ltr"
      ref={frame}
      tabIndex={0}
      role="slider"
      aria-label={props.label}
      aria-valuemin={0}
      aria-valuemax={Math.max(last, 0)}
      aria-valuenow={at ?? Math.max(last, 0)}
      aria-valuetext={props.readOutText(at ?? last)}
      onKeyDown={press}
      onBlur={() => {
        pointed.value = null;
      }}
    >
      {props.series === null && <span class="ghost chart-ghost" />}
      {at !== null && at >= 0 && plot.current !== null && (
        <div class="read-out card" style={placeAt(plot.current, at)}>
          {props.readOut(at)}
        </div>
      )}
    </div>
  );
}

function nextPoint(key: string, at: number, last: number): number | null {
  if (key === "ArrowLeft") return Math.max(0, at - 1);
  if (key === "ArrowRight") return Math.min(last, at + 1);
  if (key === "Home") return 0;
  return key === "End" ? last : null;
}

/** Beside the point, on the side where there is room. */
function placeAt(plot: uPlot, at: number): Record<string, string> {
  const left = plot.valToPos(at, "x") + plot.over.offsetLeft;
  return left > plot.width / 2
    ? { right: `${plot.width - left + 12}px`, left: "auto" }
    : { left: `${left + 12}px`, right: "auto" };
}

function keepFitting(plot: uPlot, element: HTMLElement, colours: Colours): () => void {
  const fit = () => {
    const { clientWidth: width, clientHeight: height } = element;
    // The observer's first word is of the size that there was.
    if (width !== plot.width || height !== plot.height) plot.setSize({ width, height });
  };
  const sizes = new ResizeObserver(fit);
  sizes.observe(element);
  const scheme = matchMedia("(prefers-color-scheme: dark)");
  const recolour = () => {
    colours.forget();
    plot.redraw();
  };
  scheme.addEventListener("change", recolour);
  return () => {
    sizes.disconnect();
    scheme.removeEventListener("change", recolour);
  };
}

function optionsFor(
  element: HTMLElement,
  props: { current: ChartProps },
  point: (at: number | null) => void,
  colour: Colour,
): uPlot.Options {
  const accent = () => colour("--accent");
  const font = `11.5px ${getComputedStyle(element).fontFamily}`;
  const hidden = { show: false } as const;
  return {
    width: Math.max(element.clientWidth, 1),
    height: Math.max(element.clientHeight, 1),
    padding: [10, () => (props.current.interval === "month" ? 30 : 22), 0, 0],
    legend: hidden,
    scales: {
      x: { time: false, range: (_, min, max) => [min, Math.max(max, min + 1)] },
      y: { range: rangeOf(props) },
    },
    axes: [xAxis(props, colour, font), yAxis(props, colour, font)],
    cursor: {
      y: false,
      // From point to point: the line stands where the read-out reads.
      move: (plot, left, top) => [left < 0 ? left : plot.valToPos(plot.posToIdx(left), "x"), top],
      drag: { x: true, y: false, setScale: false, dist: 6 },
      points: { size: 9, width: 2, fill: accent, stroke: () => colour("--surface") },
    },
    series: [
      {},
      { stroke: () => colour("--compare"), width: 1.5, dash: [4, 4], points: hidden },
      {
        stroke: accent,
        width: 2,
        fill: () => colour("--accent-soft"),
        points: { ...lonePoints, fill: accent },
      },
      {
        stroke: accent,
        width: 2,
        dash: [2, 4],
        fill: () => colour("--accent-soft"),
        points: { ...lonePoints, fill: accent },
      },
    ],
    hooks: {
      draw: [(plot) => drawMarks(plot, props.current.marks, colour)],
      setCursor: [(plot) => point(plot.cursor.idx ?? null)],
      setSelect: [(plot) => zoomTo(plot, props.current)],
    },
  };
}

/** A value between two gaps has no line to it: it needs a point to be seen. */
const lonePoints: uPlot.Series.Points = {
  show: true,
  size: 5,
  filter: (plot, series) => {
    const column = Array.from(plot.data[series] ?? []);
    return column.flatMap((value, at) =>
      value != null && column[at - 1] == null && column[at + 1] == null ? [at] : [],
    );
  },
};

function zoomTo(plot: uPlot, { series, zoom }: ChartProps): void {
  const { left, width } = plot.select;
  if (width <= 0 || series === null) return;
  const last = series.labels.length - 1;
  const [from = 0, to = last] = [left, left + width].map((x) => Math.min(plot.posToIdx(x), last));
  plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
  zoom(from, to);
}

/** In percent: never above a hundred. */
const RATES: readonly ChartMetric[] = ["bounce_rate", "scroll_depth", "conversion_rate"];

const rangeOf =
  (props: { current: ChartProps }): uPlot.Scale.Range =>
  (_, __, max) => {
    const top = uPlot.rangeNum(0, max > 0 ? max : 1, 0.1, true)[1] ?? 1;
    return [0, RATES.includes(props.current.metric) ? Math.min(top, 100) : top];
  };

type Colour = (token: string) => string;

interface Colours {
  colour: Colour;
  /** Another theme has others. */
  forget(): void;
}

/** A dotted line at the bucket, under a flag: the read-out of the bucket says what happened. */
function drawMarks(plot: uPlot, marks: readonly Mark[], colour: Colour): void {
  const { ctx: context, bbox } = plot;
  const density = devicePixelRatio;
  context.save();
  context.strokeStyle = colour("--muted");
  context.fillStyle = colour("--muted");
  context.lineWidth = density;
  for (const place of new Set(marks.map(({ at }) => at))) {
    const x = Math.round(plot.valToPos(place, "x", true)) + density / 2;
    context.setLineDash([density, 3 * density]);
    context.beginPath();
    context.moveTo(x, bbox.top);
    context.lineTo(x, bbox.top + bbox.height);
    context.stroke();
    context.beginPath();
    context.moveTo(x - 4 * density, bbox.top - 8 * density);
    context.lineTo(x + 4 * density, bbox.top - 8 * density);
    context.lineTo(x, bbox.top);
    context.fill();
  }
  context.restore();
}

function xAxis(props: { current: ChartProps }, colour: Colour, font: string): uPlot.Axis {
  return {
    stroke: () => colour("--faint"),
    font,
    size: 28,
    gap: 8,
    space: 72,
    incrs: () => TICK_STEPS[props.current.interval],
    grid: { show: false },
    ticks: { show: false },
    values: (_, places) => {
      const labels = props.current.series?.labels ?? [];
      const spansDays = labels[0]?.slice(0, 10) !== labels.at(-1)?.slice(0, 10);
      return places.map((at) => {
        const label = labels[at];
        return label === undefined ? "" : formatTick(label, props.current.interval, spansDays);
      });
    },
  };
}

function yAxis(props: { current: ChartProps }, colour: Colour, font: string): uPlot.Axis {
  return {
    stroke: () => colour("--faint"),
    font,
    size: (_, values) => 14 + 6.6 * Math.max(3, ...(values ?? []).map((value) => value.length)),
    gap: 8,
    space: 52,
    incrs: () => stepsOf(props.current.metric),
    grid: { stroke: () => colour("--line"), width: 1 },
    ticks: { show: false },
    values: (_, values) =>
      values.map((value) => (value === 0 ? "0" : formatMetric(props.current.metric, value))),
  };
}

function stepsOf(metric: ChartMetric): number[] {
  if (metric === "visit_duration" || metric === "time_on_page") return DURATION_STEPS;
  return metric === "views_per_visit" || metric === "conversion_rate" ? RATIO_STEPS : COUNT_STEPS;
}

/**
 * A canvas knows no custom properties: an element that is never seen resolves them, theme and all. Each time the whole
 * page's styles must be settled, and a drawing asks for a dozen: what was read holds until `forget`.
 */
function colourReader(element: HTMLElement): Colours {
  const probe = document.createElement("span");
  probe.hidden = true;
  element.append(probe);
  const known = new Map<string, string>();
  const read = (token: string) => {
    probe.style.color = `var(${token})`;
    const { color } = getComputedStyle(probe);
    known.set(token, color);
    return color;
  };
  return { colour: (token) => known.get(token) ?? read(token), forget: () => known.clear() };
}
