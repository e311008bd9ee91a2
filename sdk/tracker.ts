/** Puts the parts together: what happens in the page becomes events, and the visitor's consent decides their fate. */
import type { Props, WireContext, WireEvent } from "../schema/event.ts";
import { MAX_ID_BYTES, MAX_NAME_BYTES, MAX_URL_BYTES, SESSION_GAP_MS } from "../schema/limits.ts";
import { startDelivery } from "./delivery.ts";
import { attend, reportEngagement, UNSEEN } from "./engagement.ts";
import { guard } from "./guard.ts";
import { isIgnoredPath } from "./ignore.ts";
import type { ConsentLevel, Options, TrackOptions } from "./options.ts";
import { pageOf, watchPages } from "./pages.ts";
import { openStore } from "./storage.ts";
import { cleanProps, cutText } from "./text.ts";
import { mintId } from "./uuid.ts";
import { SDK_NAME } from "./version.ts";
import { isAttended, watchVisibility } from "./visibility.ts";
import { openVisitor } from "./visitor.ts";

/** What a page may ask for; of the public doors none throws. */
export interface Tracker {
  /** Counts an event of the site's own. */
  track(name: string, props?: Props, options?: TrackOptions): void;
  /** Counts a pageview; needed only with `pages: "manual"`. */
  page(): void;
  /** Says whose the following events are, by the site's own id. */
  identify(userId: string, traits?: Props): void;
  /** Says that `previousId` and `userId` are one person. */
  alias(userId: string, previousId: string): void;
  /** Adds properties to every following event. */
  set(props: Props): void;
  consent(level: ConsentLevel): void;
  /** After signing out: the next event is somebody else's. */
  reset(): void;
  /** Sends at once; resolves when that is done, or has to wait. */
  flush(): Promise<void>;
}

type Fields = Partial<Omit<WireEvent, "id" | "name" | "timestamp">>;

/** Follows the page from now on. `early` runs before the first pageview. */
export function startTracker(options: Options, early: (tracker: Tracker) => void): Tracker {
  const { site, host, ignore = "", pages = "auto", sessionMinutes, beforeSend } = options;
  const prefix = `footfall.${site}.`;
  const gapMs = sessionMinutes ? sessionMinutes * 60_000 : SESSION_GAP_MS;
  const visitor = openVisitor(openStore(prefix), options.consent, gapMs);
  const delivery = startDelivery(new URL("/capture", host).href, site, openStore(`${prefix}batch.`));
  let superProps = options.props;
  let context = readContext();
  let referrer = document.referrer;
  /** The latest pageview: engagement belongs to it, also when the address has changed since. */
  let shown: WireEvent | undefined;
  let engagement = UNSEEN;
  let deepestPx = 0;
  let isFollowing = false;

  function emit(name: string, fields: Fields): WireEvent | undefined {
    const consent = visitor.level();
    const url = fields.url ?? pageOf(location.href, pages).slice(0, MAX_URL_BYTES);
    if (
      (consent !== "full" && consent !== "cookieless") ||
      isIgnoredPath(new URL(url).pathname, ignore.split(" "))
    )
      return;
    const props = cleanProps({ ...superProps, ...fields.props });
    const own: WireEvent = {
      id: mintId(),
      name: cutText(name, MAX_NAME_BYTES),
      timestamp: Date.now(),
      url,
      ...fields,
      props: Object.keys(props)[0] ? props : undefined,
    };
    const event = beforeSend ? beforeSend(own) : own;
    if (!event) return;
    delivery.add({ consent, visitor: visitor.see(), context }, event);
    return event;
  }

  // Only the position: to ask for the height of the page in a scroll handler could force a layout.
  const look = () => {
    deepestPx = Math.max(deepestPx, scrollY + innerHeight);
  };
  addEventListener("scroll", look, { passive: true });

  function reportAttention(): void {
    look();
    const percent = (deepestPx / document.documentElement.scrollHeight) * 100;
    const result = shown && reportEngagement(engagement, performance.now(), percent);
    if (!shown || !result) return;
    engagement = result.after;
    emit("engagement", { url: shown.url, engagement: result.report });
  }

  function page(): void {
    reportAttention();
    engagement = attend(UNSEEN, isAttended(), performance.now());
    deepestPx = 0;
    context = readContext();
    const event = emit("pageview", { title: cutText(document.title), referrer: referrer || undefined });
    shown = event;
    referrer = location.href.slice(0, MAX_URL_BYTES);
    // A router changes the title after the address.
    setTimeout(() => {
      if (event && event === shown) event.title = cutText(document.title);
    });
  }

  function identify(name: string, user_id: string, more: { traits?: Props; previous_id?: string }): void {
    const id = cutText(`${user_id}`, MAX_ID_BYTES);
    visitor.setUser(id);
    emit(name, { identity: { user_id: id, ...more }, interactive: false });
  }

  const tracker: Tracker = {
    page,
    track: (name, props, { revenue, interactive } = {}) => void emit(name, { props, revenue, interactive }),
    identify: (userId, traits) => identify("identify", userId, { traits: cleanProps({ ...traits }) }),
    alias: (userId, previous_id) => identify("alias", userId, { previous_id }),
    set(props) {
      superProps = { ...superProps, ...props };
    },
    consent(level) {
      visitor.setLevel(level, !!shown);
      if (level === "denied") delivery.clear();
      else if (isFollowing && !shown) page();
    },
    reset: () => visitor.setUser(),
    flush: delivery.flush,
  };

  early(tracker);
  if (pages !== "manual") {
    isFollowing = true;
    page();
    watchPages(pages, guard(page));
  }
  watchVisibility({
    onAttention(isAttendedNow) {
      engagement = attend(engagement, isAttendedNow, performance.now());
    },
    onHidden: guard(() => {
      reportAttention();
      void delivery.flush();
    }),
    onLeave: guard(() => {
      reportAttention();
      delivery.leave();
    }),
  });
  return tracker;
}

const readContext = (): WireContext => ({
  screen: `${screen.width}x${screen.height}`,
  viewport: `${innerWidth}x${innerHeight}`,
  language: navigator.language,
  timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  sdk: SDK_NAME,
});
