/** The one way by which whatever happens in the page becomes an event. */
import { MAX_NAME_BYTES } from "../schema/limits.ts";
import type { WireEvent } from "./api.ts";
import { add } from "./delivery.ts";
import { guard } from "./guard.ts";
import { matches } from "./ignore.ts";
import { options } from "./options.ts";
import { pageUrl } from "./pages.ts";
import { cleanProps, cutText } from "./text.ts";
import { mintId } from "./uuid.ts";
import { SDK_NAME } from "./version.ts";
import { level, see } from "./visitor.ts";

export type Fields = Partial<Omit<WireEvent, "id" | "name" | "timestamp" | "props">> & {
  props?: Record<string, unknown> | undefined;
};

/** Of every event. */
export const superProps: Record<string, unknown> = {};

/** Counts an event, unless the visitor or the site does not want it; then it gives undefined. */
export function emit(name: string, fields: Fields): WireEvent | undefined {
  const { beforeSend, ignore } = options;
  const url = fields.url ?? pageUrl();
  // A level that nobody knows permits nothing.
  if (level !== "full" && level !== "cookieless") return;
  if (matches(name, ignore) || matches(new URL(url).pathname, ignore)) return;
  const own: WireEvent = {
    id: mintId(),
    name: cutText(name, MAX_NAME_BYTES),
    timestamp: Date.now(),
    url,
    ...fields,
    props: cleanProps({ ...superProps, ...fields.props }),
  };
  const event = beforeSend ? guard(beforeSend)(own) : own;
  if (!event) return;
  const context = {
    screen: `${screen.width}x${screen.height}`,
    viewport: `${innerWidth}x${innerHeight}`,
    language: navigator.language,
    sdk: SDK_NAME,
  };
  add({ consent: level, visitor: see(), context }, event);
  return event;
}
