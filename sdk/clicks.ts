/** What the page is clicked on: one listener for links, buttons, downloads, and what declares an event of its own. */
import { MAX_SELECTOR_DEPTH, MAX_TEXT_CHARS } from "./bounds.ts";
import { emit } from "./emit.ts";
import { matches } from "./ignore.ts";
import { options } from "./options.ts";
import { bareUrl, cutText } from "./text.ts";

const CLICKABLE = "a,button,[role=button],[type=submit],[data-footfall-event]:not(form)";
const FILES = "pdf csv doc docx xls xlsx ppt pptx zip gz rar dmg exe msi mp3 mp4";

/** The attribute as it was written: a form's own properties are shadowed by fields of that name. */
export const attribute = (element: Element, name: string) => element.getAttribute(name) ?? "";

/** Nothing of what lies under such an element is counted. */
export const isPrivate = (element: Element) => element.closest("[data-footfall-ignore]");

/**
 * From the nearest ancestor with an id, at most four deep. An id with digits is left out, for frameworks make such anew
 * with every build or visit; so are classes, which change with the looks.
 */
export function selectorOf(element: Element, depth = MAX_SELECTOR_DEPTH): string {
  const id = attribute(element, "id");
  const parent = element.parentElement;
  if (/^\D+$/.test(id)) return `#${id}`;
  return (depth && parent ? `${selectorOf(parent, depth - 1)}>` : "") + element.localName;
}

/** Counts the event that the element declares, or the one that it is. @param isQuiet does not end a bounce. */
export function emitFor(element: Element, name: string, fields: object, isQuiet?: unknown): void {
  const declared = attribute(element, "data-footfall-event");
  const props: Record<string, string> = {};
  for (const { name, value } of element.attributes) {
    // `data-footfall-event-plan="pro"` is the property `plan`.
    const [, key] = name.split("data-footfall-event-");
    if (key) props[key] = value;
  }
  emit(declared || name, { ...fields, props, interactive: !isQuiet || !!declared });
}

/** The right button opens a menu; the middle one follows links. */
export function onClick({ target, button }: { target: Element; button?: number }): void {
  const element = target.closest(CLICKABLE);
  if (!element || isPrivate(element) || button === 2) return;
  const link = element.closest("a");
  // Of other schemes the address is the content: `data:`, `blob:`, `javascript:`.
  const href = link && /^(http|mailto|tel)/.test(link.protocol) ? bareUrl(link.href) : "";
  const extension = href.replace(/.*\./, "").toLowerCase();
  const file = href && matches(extension, options.files ?? FILES) ? { href, extension } : undefined;
  const isOutbound = href && link?.host !== location.host;
  const text = cutText(element.textContent.trim().replace(/\s+/g, " "), MAX_TEXT_CHARS);
  emitFor(
    element,
    file ? "file_download" : isOutbound ? "outbound_click" : "click",
    { element: { selector: selectorOf(element), text, href }, file },
    !file && !isOutbound,
  );
}
