import { readdirSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { createCatalogue, loadAll } from "./catalogue.ts";
import { chooseLanguage, directionOf, LANGUAGE_NAMES, LANGUAGES } from "./languages.ts";

/** Every folder of words, as paths from dashboard/. */
const FOLDERS = readdirSync(new URL("..", import.meta.url), { recursive: true, encoding: "utf8" })
  .filter((path) => /(?:^|\/)messages\/(?:\w+\/)?en\.ts$/.test(path))
  .map(dirname);

async function wordsOf(folder: string, language: string): Promise<unknown> {
  const path = fileURLToPath(new URL(`../${folder}/${language}.ts`, import.meta.url));
  const module: Record<string, unknown> = await import(/* @vite-ignore */ path);
  return module[language === "en" ? "en" : "messages"];
}

/** `site.name: text`, `now: 1 value`, one line a message, sorted. */
function shapeOf(words: unknown, path = ""): string[] {
  if (typeof words === "string") return [`${path}: ${words.trim() === "" ? "nothing" : "text"}`];
  if (typeof words === "function") return [`${path}: ${words.length} values`];
  return Object.entries(words as object)
    .flatMap(([key, value]) => shapeOf(value, `${path}.${key}`))
    .sort();
}

describe.each(FOLDERS)("the words of %s", (folder) => {
  test.each(LANGUAGES.filter((language) => language !== "en"))("are all there in %s", async (language) => {
    const english = shapeOf(await wordsOf(folder, "en"));
    expect(english.length).toBeGreaterThan(0);
    expect(english.filter((line) => line.endsWith("nothing"))).toEqual([]);
    const other = shapeOf(await wordsOf(folder, language));
    // A message may leave a value out: another language may not need it.
    const keys = (lines: string[]) => lines.map((line) => line.replace(/\d values$/, "values"));
    expect(keys(other)).toEqual(keys(english));
  });
});

describe("the language of the page", () => {
  test.each([
    [["pt-BR", "de-AT", "en"], "de"],
    [["JA"], "ja"],
    [["ar-EG"], "ar"],
    [["nl", "pt"], "en"],
    [[], "en"],
  ])("of those that a browser wants, %j, is %s", (wanted, chosen) => {
    expect(chooseLanguage(wanted)).toBe(chosen);
  });

  test("has a name and a direction", () => {
    expect(Object.keys(LANGUAGE_NAMES)).toEqual([...LANGUAGES]);
    expect(LANGUAGES.filter((language) => directionOf(language) === "rtl")).toEqual(["ar"]);
  });

  test("stays what it was where words cannot be fetched", async () => {
    const german = () => Promise.resolve({ messages: { hello: "hallo" } });
    const away = () => Promise.reject(new Error("away"));
    const words = createCatalogue({ hello: "hello" }, { de: german, fr: away, es: away, ja: away, ar: away });
    await loadAll("de");
    expect(words.t.hello).toBe("hallo");
    await words.load("fr");
    expect(words.t.hello).toBe("hallo");
    await words.load("en");
    expect(words.t.hello).toBe("hello");
  });
});
