/** JSON in the browser's storage, under a prefix. Blocked, full or broken storage keeps nothing, and nothing throws. */
export interface Store {
  /** As it was kept; null or undefined when it was not, or is no JSON any more. */
  get(key: string): unknown;
  /** `undefined` removes. True when it is kept. */
  set(key: string, value: unknown): boolean;
  keys(): string[];
}

export function openStore(prefix: string): Store {
  // Reading the property `localStorage` itself throws where storage is blocked.
  const attempt = <T>(act: () => T): T | undefined => {
    try {
      return act();
    } catch {
      return undefined;
    }
  };
  return {
    get: (key) => attempt(() => JSON.parse(localStorage.getItem(prefix + key) ?? "null")),
    set: (key, value) =>
      !!attempt(() => {
        if (value) localStorage.setItem(prefix + key, JSON.stringify(value));
        else localStorage.removeItem(prefix + key);
        return value;
      }),
    keys: () =>
      (attempt(() => Object.keys(localStorage)) ?? [])
        .filter((key) => key.startsWith(prefix))
        .map((key) => key.slice(prefix.length)),
  };
}
