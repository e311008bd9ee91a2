/**
 * The page that is shown: how long it was attended to (visible and focused), how far it was scrolled, and when that is
 * told.
 */
import type { WireEvent } from "./api.ts";
import { MIN_ENGAGED_MS } from "./bounds.ts";
import { flush, leave } from "./delivery.ts";
import { emit } from "./emit.ts";
import { abandonForms } from "./forms.ts";
import { cutText } from "./text.ts";

/** The latest pageview: engagement belongs to it, also when the address has changed since. */
export let shown: WireEvent | undefined;
let referrer: string | undefined;
/** Since when the page is attended to, by a clock that nobody sets; 0 while it is not. */
let sinceMs = 0;
/** Attended to before that, and not told yet. */
let heldMs = 0;
let deepestPx = 0;
/** The deepest point told, in percent of the page. */
let told = 0;

/** Only the position: to ask for the height of the page in a scroll handler could force a layout. */
export function onScroll(): void {
  deepestPx = Math.max(deepestPx, scrollY + innerHeight);
}

/** Of focus and visibility. */
export function onAttention(): void {
  const nowMs = performance.now();
  if (sinceMs) heldMs += nowMs - sinceMs;
  sinceMs = !document.hidden && document.hasFocus() ? nowMs : 0;
}

/** Tells what is new since the last time, when that is worth an event. */
function tell(): void {
  onScroll();
  onAttention();
  const share = deepestPx / document.documentElement.scrollHeight;
  const scroll = Math.max(told, Math.min(100, Math.round(share * 100)));
  if (!shown || (heldMs < MIN_ENGAGED_MS && scroll === told)) return;
  emit("engagement", { url: shown.url, engagement: { ms: Math.round(heldMs), scroll } });
  heldMs = 0;
  told = scroll;
}

/** Hidden, a phone may end the page without another word. */
export function onVisibility(): void {
  tell();
  if (document.hidden) flush();
}

/** The page ends, or goes into the back-forward cache. */
export function onLeave(): void {
  tell();
  abandonForms();
  leave();
}

/** Another page is shown: the one before is told about. */
export function page(): void {
  tell();
  abandonForms();
  heldMs = told = deepestPx = 0;
  const title = cutText(document.title);
  const event = emit("pageview", { title, referrer: cutText(referrer ?? document.referrer) || undefined });
  shown = event;
  referrer = location.href;
  // A router changes the title after the address.
  setTimeout(() => {
    if (event === shown && event?.title === title) event.title = cutText(document.title);
  });
}
