/** Puts the parts together: what the page asks for, and what is followed without being asked. */
import { MAX_ID_BYTES } from "../schema/limits.ts";
import type { Tracker } from "./api.ts";
import { onAttention, onLeave, onScroll, onVisibility, page, shown } from "./attention.ts";
import { onClick } from "./clicks.ts";
import { claim, clear, flush, onOnline } from "./delivery.ts";
import { emit, superProps } from "./emit.ts";
import { onInput, onSubmit } from "./forms.ts";
import { listen } from "./guard.ts";
import type { Loader } from "./module.ts";
import { options } from "./options.ts";
import { pageUrl, watchHistory } from "./pages.ts";
import { cleanProps, cutText } from "./text.ts";
import { setLevel, setUser } from "./visitor.ts";

let isFollowing: boolean | undefined;

function identify(name: string, userId: string, more: object): void {
  const user_id = cutText(`${userId}`, MAX_ID_BYTES);
  setUser(user_id);
  emit(name, { identity: { user_id, ...more }, interactive: false });
}

export const methods: Tracker = {
  track: (name, props, more) => emit(name, { ...more, props }),
  page,
  identify: (userId, traits) => identify("identify", userId, { traits: cleanProps(traits) }),
  alias: (userId, previous_id) => identify("alias", userId, { previous_id }),
  set: (props) => Object.assign(superProps, props),
  consent(level) {
    setLevel(level, !!shown);
    if (level === "denied") clear();
    else if (isFollowing && !shown) page();
  },
  reset: () => setUser(),
  flush,
};

/** Follows the page from now on. Everything that the tracker listens to stands here. */
export function follow(load: Loader): void {
  isFollowing = options.pages !== "manual";
  claim();
  if (isFollowing) {
    page();
    listen("popstate hashchange", watchHistory(page));
  }
  listen("click auxclick", onClick);
  listen("input", onInput);
  listen("submit", onSubmit);
  listen("scroll", onScroll);
  listen("focus blur", onAttention);
  listen("visibilitychange", onVisibility);
  // `unload` and `beforeunload` would keep the page out of the back-forward cache.
  listen("pagehide", onLeave);
  listen("online", onOnline);
  // The return from the back-forward cache.
  listen("pageshow", ({ persisted }) => {
    if (persisted && isFollowing) page();
    claim();
  });
  options.modules?.split(" ").forEach((name) => {
    load(name).then(
      (module) => module.default(emit, pageUrl()),
      () => {},
    );
  });
}
