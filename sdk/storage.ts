/** JSON in the browser's storage. Blocked, full or broken storage keeps nothing, and nothing throws. */
import { guard } from "./guard.ts";

/** As it was kept; undefined when it was not, or is no JSON any more. */
export const read = guard((key: string): unknown => JSON.parse(localStorage[key]));

/** `undefined` removes. True when that was done. */
export const write = guard((key: string, value?: object): boolean => {
  if (value) localStorage[key] = JSON.stringify(value);
  else delete localStorage[key];
  return true;
});

export const storedKeys = (prefix: string): string[] =>
  (guard(() => Object.keys(localStorage))() ?? []).filter((key) => key.startsWith(prefix));
