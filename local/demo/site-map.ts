/** The demo's pages, how often each is read, and where readers go next. */
import type { Chance } from "./chance.ts";

type Weighted = readonly (readonly [path: string, weight: number])[];

/** The n-th most read page is read 1/n as often as the first: a heavy tail. */
const byRank = (paths: string[]): Weighted => paths.map((path, rank) => [path, 1 / (rank + 1)]);

export const DOCS: Weighted = byRank(
  `quickstart stations embed api times widgets export alerts watch-faces heights offline webhooks api/stations api/tides
  api/limits languages datum moon self-hosting accuracy printing calendar faq api/errors migration`
    .split(/\s+/)
    .map((name) => `/docs/${name}`),
);

export const BLOG: Weighted = byRank(
  `age-of-the-tide neap-and-spring a-clock-for-the-sea why-our-tables-are-exact storm-surges-explained harbours-of-brittany
  the-bristol-channel reading-a-tide-pole new-watch-faces four-thousand-stations low-garages anglers-guide
  moonless-nights the-wadden-sea year-in-review`
    .split(/\s+/)
    .map((name) => `/blog/${name}`),
);

const STATIONS: Weighted = byRank(
  `cuxhaven saint-malo bristol hook-of-holland boston san-francisco sydney mumbai halifax dublin lisbon hamburg ostend
  brest seattle`
    .split(/\s+/)
    .map((name) => `/stations/${name}`),
);

const SECTIONS: Record<string, Weighted> = { docs: DOCS, blog: BLOG, stations: STATIONS };

/** From a section to the next: a path, or a section of which one page is picked. */
const LINKS: Record<string, Weighted> = {
  "": [
    ["/pricing", 30],
    ["docs", 25],
    ["stations", 22],
    ["blog", 12],
    ["/about", 4],
    ["/changelog", 5],
  ],
  pricing: [
    ["/signup", 26],
    ["docs", 26],
    ["/", 20],
    ["stations", 10],
    ["/contact", 6],
  ],
  docs: [
    ["docs", 62],
    ["/pricing", 12],
    ["stations", 12],
    ["/", 10],
  ],
  blog: [
    ["blog", 34],
    ["/", 28],
    ["stations", 14],
    ["/pricing", 12],
    ["docs", 8],
  ],
  stations: [
    ["stations", 58],
    ["/pricing", 12],
    ["/", 14],
    ["docs", 6],
  ],
  signup: [
    ["/welcome", 60],
    ["/pricing", 20],
    ["docs", 20],
  ],
  welcome: [
    ["docs", 60],
    ["stations", 40],
  ],
  changelog: [
    ["docs", 40],
    ["blog", 25],
    ["/", 25],
  ],
  about: [
    ["/", 50],
    ["/contact", 20],
  ],
  contact: [["/", 100]],
};

export const sectionOf = (path: string) => path.split("/")[1] ?? "";

/** Where a reader of `path` goes on to; never to the same page again. */
export function nextPage(path: string, chance: Chance): string {
  for (;;) {
    const step = chance.pick(LINKS[sectionOf(path)] ?? [["/", 1]]);
    const next = step.startsWith("/") ? step : chance.pick(SECTIONS[step] ?? [["/", 1]]);
    if (next !== path) return next;
  }
}

/** `/docs/api/tides` → `Api tides`. */
export function titleOf(path: string): string {
  const words =
    path.split("/").slice(2).join(" ").replaceAll("-", " ") || sectionOf(path) || "know when the water comes";
  return `${words.charAt(0).toUpperCase()}${words.slice(1)} · Tideway`;
}
