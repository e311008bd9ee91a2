import { describe, expect, test } from "vitest";
import { LANGUAGES } from "../messages/languages.ts";
import { formatAddress, HOME, parseAddress } from "../url.ts";
import { VIEW_NAMES, viewEntry } from "./names.ts";

describe("every view", () => {
  const entries = VIEW_NAMES.map((name) => ({ name, ...viewEntry(name) }));

  test("has a key of its own", () => {
    expect(new Set(entries.map(({ key }) => key)).size).toBe(entries.length);
    for (const { key } of entries) expect(key).toMatch(/^[a-z0-9]$/);
  });

  test.each(entries)(
    "$name keeps what is its own in the address, beside what is everybody's",
    ({ name, own }) => {
      const values = Object.fromEntries(own.map((parameter) => [parameter, `a ${parameter}`]));
      const address = { ...HOME, site: "s", view: name, own: values };
      expect(parseAddress(formatAddress(address))).toEqual(address);
    },
  );

  test.each(entries)("$name has a title in every language", ({ title }) => {
    for (const language of LANGUAGES) expect(title[language]).toMatch(/\S/);
  });
});
