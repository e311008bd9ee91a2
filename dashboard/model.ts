/**
 * The dashboard's state and what can be done to it; no DOM, no clock, no network of its own.
 * `address` is the whole of what the viewer chose; everything on the page follows from it and the answers.
 */
import { action, computed, createModel, effect, signal, untracked } from "@preact/signals";
import { PROP_PREFIX } from "../schema/words.ts";
import { type AnswerCache, AnswersModel, isNewer, keyOf, type Questions } from "./answers.ts";
import type { Api, NewSite, Site } from "./api.ts";
import { AsideModel } from "./aside.ts";
import {
  type BreakdownDimension,
  type CardName,
  type ChartMetric,
  isPropTab,
  PROPS_TAB,
  parseChartMetric,
  type ShownMetric,
  type Tab,
} from "./cards.ts";
import { DetailsModel } from "./details.ts";
import type { AskableDimension, FilterDimension, NamedDimension, PageFilter } from "./dimensions.ts";
import { exclude, filterBy } from "./filters.ts";
import type { Language } from "./messages/languages.ts";
import { beginsBefore, intervalsFor, resolvePeriod, shiftPeriod } from "./period.ts";
import {
  chartMetric,
  type DetailsView,
  detailsFileQuestion,
  detailsQuestion,
  nowQuestion,
  overviewQuestions,
  suggestionQuestion,
} from "./questions.ts";
import { alignSeries, bucketAt, intervalOf, type Mark, periodOfBuckets } from "./series.ts";
import { SessionModel, watchSession } from "./session.ts";
import type { Theme } from "./theme.ts";
import {
  type Address,
  type Comparison,
  formatAddress,
  HOME,
  INTERVALS,
  type Interval,
  type Period,
  parseAddress,
  type TrafficChoice,
} from "./url.ts";
import { type ViewName, viewEntry } from "./views/names.ts";
import { wallClock } from "./zone.ts";

export interface Surroundings {
  api: Api;
  /** ms */
  now(): number;
  /** Writes the address bar; `replace` leaves no step to go back to. */
  go(search: string, how: "push" | "replace"): void;
  /** Fetches the words of a language, remembers it, and sets `language` when the page can be drawn in it. */
  speak(language: Language): void;
}

export type Panel =
  | "sites"
  | "views"
  | "dates"
  | "filter"
  | "keys"
  | "palette"
  | "snippet"
  | "chart"
  | `definition:${ShownMetric}`;

/** At most this often is the whole page asked again while events arrive. */
const MIN_REFRESH_MS = 4_000;
/** One and the same: another list draws the chart anew. */
const NO_MARKS: readonly Mark[] = [];
/** The page's own answer says who is here now: for so long nobody needs to ask. */
const ANSWER_HOLDS_MS = 2_000;

export const DashboardModel = createModel(({ api: unwatched, now, go, speak }: Surroundings) => {
  const address = signal<Address>(HOME);
  const panel = signal<Panel | null>(null);
  const theme = signal<Theme>("system");
  /** What the filter's dialog begins with. */
  const filterStart = signal<NamedDimension>("event:page");
  const language = signal<Language>("en");
  /** The time for which the page was last asked: ranges stand still between refreshes. */
  const askedAt = signal(now());
  const session = new SessionModel(unwatched);
  const api = watchSession(unwatched, () => session.end());
  const cache: AnswerCache = new Map();
  const overview = new AnswersModel(api, cache);
  const details = new DetailsModel(api);
  const aside = new AsideModel(api);

  const site = computed<Site | null>(() => {
    const sites = session.sites.value;
    return sites.find(({ id }) => id === address.value.site) ?? sites[0] ?? null;
  });
  const zone = computed(() => site.value?.timezone ?? "UTC");
  const period = computed(() => resolvePeriod(address.value.period, zone.value, askedAt.value));
  /** The site's first day, where the period that this one is compared with reaches back behind it. */
  const nothingBefore = computed<string | null>(() => {
    const { period, compare } = address.value;
    const { previous } = resolvePeriod(period, zone.value, askedAt.value, compare);
    const day = aside.beginning.value;
    return day !== null && beginsBefore(previous, day, zone.value) ? day : null;
  });
  /** The one that is drawn: what was chosen, where the filters let it be asked. */
  const metric = computed(() => chartMetric(address.value));
  const intervals = computed(() => intervalsFor(period.value.bounds));
  // Of their own, so that the chart stays as it is when another part has a newer answer, as `now` has every other second.
  const seriesAnswer = computed(() => overview.shown.value.series?.answer);
  const seriesBefore = computed(() => overview.shown.value.seriesBefore?.answer);
  const series = computed(() => {
    const [now, before] = [seriesAnswer.value, seriesBefore.value];
    if (now === undefined) return null;
    // Until the answer with another metric is here, the line is still that of the one before.
    const asked = now.query.metrics.flatMap((name) => parseChartMetric(name) ?? []);
    const shownMetric = asked.includes(metric.value) ? metric.value : "visitors";
    return alignSeries(asked, shownMetric, now, before ?? null);
  });
  /** That of the buckets on the page, which may still be those of the view before. */
  const interval = computed<Interval>(() => {
    const dimension = seriesAnswer.value?.query.dimensions[0] ?? "";
    const named = INTERVALS.find((interval) => dimension === `time:${interval}`);
    return named ?? intervalOf(series.value?.labels ?? []);
  });
  const isPropsOpen = computed(() => {
    const { view, tabs } = address.value;
    return view === "overview" && (tabs.events === PROPS_TAB || isPropTab(tabs.events));
  });
  /** Texts of the chart, by the places of their buckets; the newest of a bucket first. */
  const marks = computed((): readonly Mark[] => {
    const labels = series.value?.labels ?? [];
    const annotations = aside.annotations.value?.annotations ?? [];
    if (annotations.length === 0) return NO_MARKS;
    const last = period.value.bounds?.to ?? "9999";
    return annotations.flatMap(({ id, at, text }): Mark[] => {
      const wall = wallClock(Date.parse(at), zone.value);
      const place = wall.slice(0, last.length) > last ? -1 : bucketAt(labels, wall);
      return place === -1 ? [] : [{ id, at: place, text }];
    });
  });
  /** Newest event of the site: null for an empty site, undefined while that is not known. */
  const freshness = computed(() => overview.shown.value.now?.answer.meta.freshness);

  /** Other views ask by themselves; the number of people now stands above all of them. */
  const questionsAt = (nowMs: number): Questions => {
    if (site.value === null) return {};
    return address.value.view === "overview"
      ? overviewQuestions(address.value, site.value, nowMs)
      : { now: nowQuestion(site.value, nowMs) };
  };

  let answeredAt = 0;
  const load = async (which: "changed" | "all"): Promise<void> => {
    askedAt.value = now();
    await overview.load(questionsAt(askedAt.value), which);
    answeredAt = now();
  };

  /** One request for what the address asks and the page does not show; none when nothing of that changed. */
  const follow = async (): Promise<void> => {
    if (overview.unasked(questionsAt(askedAt.value)).length > 0) await load("changed");
  };

  const refresh = async (): Promise<void> => {
    if (site.value !== null) await load("all");
  };

  /**
   * Asks who is here now, and asks for the whole page again when something new has arrived or the period has moved on.
   * Called every few seconds while somebody looks; one small query when nothing happens, and one at a time.
   */
  let isPulsing = false;
  const pulse = async (): Promise<void> => {
    const asked = site.value;
    if (asked === null || overview.isPending() || isPulsing || now() - answeredAt < ANSWER_HOLDS_MS) return;
    const question = nowQuestion(asked, now());
    isPulsing = true;
    const outcome = await api.ask([question]);
    isPulsing = false;
    if (site.value?.id !== asked.id || overview.isPending()) return;
    const answer = outcome.ok ? outcome.value[0] : undefined;
    if (answer === undefined) return;
    overview.acceptNow(question, answer);
    const hasMoved = keyOf(questionsAt(now()).series) !== (overview.shown.value.series?.key ?? "");
    const hasNews = period.value.isCurrent && isNewer(answer, overview.loadedNow.value);
    if ((hasMoved || hasNews) && now() - askedAt.value >= MIN_REFRESH_MS) await refresh();
  };

  let detailsAsked = "";
  const followDetails = async (): Promise<void> => {
    const dimension = address.value.details;
    if (dimension === null || site.value === null) {
      detailsAsked = "";
      return;
    }
    const question = detailsQuestion(address.value, site.value, dimension, details.view.value, askedAt.value);
    if (keyOf(question) === detailsAsked) return;
    detailsAsked = keyOf(question);
    await details.load(question);
  };

  const moveTo = (asked: Address): void => {
    // Somebody with a share's link sees numbers, whatever the address says.
    const isClosed = api.isShared() && !viewEntry(asked.view).isShared;
    const next = isClosed ? { ...asked, view: HOME.view, own: {} } : asked;
    if (next.details !== address.value.details) details.reset();
    address.value = next;
    void follow();
    void followDetails();
  };

  /** Changes the view and the address bar. */
  const show = (change: Partial<Address>, how: "push" | "replace" = "push"): void => {
    const next = { ...address.value, ...change };
    const search = formatAddress(next);
    if (search !== formatAddress(address.value)) go(search, how);
    moveTo(next);
  };

  /** The address bar moved by itself: a link, back or forward. */
  const arrive = (search: string): void => {
    panel.value = null;
    moveTo(parseAddress(search));
  };

  /** A row was chosen: only its value, or with `isExcluded` all but it. */
  const choose = (dimension: FilterDimension, value: string, isExcluded: boolean): void => {
    const change = isExcluded ? exclude : filterBy;
    show({ filters: change(address.value.filters, dimension, value), details: null });
  };

  const choosePeriod = (next: Period): void => {
    panel.value = null;
    show({ period: next, interval: null });
  };

  /** To the buckets of the chart from one place to another. */
  const zoom = (first: number, last: number): void => {
    const zoomed = periodOfBuckets(series.value?.labels ?? [], first, last, interval.value);
    if (zoomed !== null) choosePeriod(zoomed);
  };

  const openTab = (card: CardName, tab: Tab): void =>
    show({ tabs: { ...address.value.tabs, [card]: tab } }, "replace");

  const browseDetails = (change: Partial<DetailsView>): void => {
    details.view.value = { ...details.view.value, page: 0, ...change };
    void followDetails();
  };

  /** Values that hold `text`, most visitors first; empty when there is no answer. */
  /** All rows of the open details, as the server writes them; null when it does not. */
  const detailsFile = (dimension: BreakdownDimension): Promise<Blob | null> =>
    site.value === null
      ? Promise.resolve(null)
      : details.file(
          detailsFileQuestion(
            detailsQuestion(address.value, site.value, dimension, details.view.value, askedAt.value),
          ),
        );

  const suggest = async (dimension: AskableDimension, text: string): Promise<string[]> => {
    if (site.value === null) return [];
    const question = suggestionQuestion(address.value, site.value, dimension, text, now());
    const outcome = await api.ask([question]);
    const rows = outcome.ok ? (outcome.value[0]?.results ?? []) : [];
    return rows.flatMap((row) => row.dimensions[0] || []);
  };

  const createSite = async (wanted: NewSite): Promise<void> => {
    const made = await session.createSite(wanted);
    if (made !== null) show({ ...HOME, site: made.id });
  };

  // After the numbers, so that nothing stands in their way.
  effect(() => {
    const [here, isThere] = [site.value, overview.shown.value.headline !== undefined];
    const isOverview = address.value.view === "overview";
    if (here !== null && isThere && isOverview) untracked(() => aside.follow(here, askedAt.value));
  });
  effect(() => {
    if (site.value !== null && isPropsOpen.value) {
      const here = site.value;
      untracked(() => void aside.readWords(here));
    }
  });
  // The first property of the site, until another is chosen.
  effect(() => {
    const [first] = aside.words.value?.props ?? [];
    if (first !== undefined && address.value.tabs.events === PROPS_TAB) {
      untracked(() => openTab("events", `${PROP_PREFIX}${first.key}`));
    }
  });

  // Signing in begins the page; a session that has ended anywhere ends it everywhere.
  effect(() => {
    if (session.state.value === "in") untracked(() => moveTo(address.value));
  });
  effect(() => {
    if (session.state.value === "out") {
      untracked(() => {
        panel.value = null;
        cache.clear();
        overview.clear();
        details.reset();
        aside.clear();
        detailsAsked = "";
      });
    }
  });

  return {
    address,
    panel,
    theme,
    filterStart,
    language,
    api,
    answerCache: () => cache,
    askedAt,
    session,
    overview,
    details,
    aside,
    site,
    zone,
    period,
    nothingBefore,
    metric,
    intervals,
    series,
    interval,
    marks,
    freshness,
    arrive: action(arrive),
    refresh: action(refresh),
    pulse: action(pulse),
    choose: action(choose),
    choosePeriod: action(choosePeriod),
    earlierOrLater: action((steps: 1 | -1) =>
      show({ period: shiftPeriod(address.value.period, zone.value, now(), steps) }),
    ),
    zoom: action(zoom),
    openTab: action(openTab),
    openDetails: action((dimension: BreakdownDimension | null) => show({ details: dimension })),
    browseDetails: action(browseDetails),
    detailsFile,
    suggest: action(suggest),
    createSite: action(createSite),
    openSite: action((id: string) => {
      panel.value = null;
      show({ site: id, filters: [], details: null, own: {} });
    }),
    openView: action((view: ViewName, own: Address["own"] = {}) => {
      panel.value = null;
      show({ view, own, details: null });
    }),
    /** Changes what the open view keeps in the address; an empty text takes a parameter out. */
    setOwn: action((own: Address["own"], how: "push" | "replace" = "push") =>
      show({ own: { ...address.value.own, ...own } }, how),
    ),
    openPanel: action((next: Panel | null) => {
      panel.value = next;
    }),
    openFilter: action((dimension: NamedDimension) => {
      filterStart.value = dimension;
      panel.value = "filter";
    }),
    setTheme: action((next: Theme) => {
      theme.value = next;
    }),
    setFilters: action((filters: PageFilter[]) => show({ filters })),
    setMetric: action((metric: ChartMetric) => show({ metric }, "replace")),
    speak,
    setInterval: action((interval: Interval | null) => show({ interval }, "replace")),
    setCompare: action((compare: Comparison) => show({ compare })),
    setTraffic: action((traffic: TrafficChoice) => show({ traffic })),
    setAsTable: action((asTable: boolean) => show({ asTable }, "replace")),
  };
});

export type Dashboard = InstanceType<typeof DashboardModel>;
