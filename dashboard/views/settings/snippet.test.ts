import { describe, expect, test } from "vitest";
import { PLAIN, packageText, pixelText, type Subject, tagText } from "./snippet.ts";

const SITE: Subject = { key: "s1.tag", sessionMinutes: 30, origin: "https://stats.example" };

describe("the tag", () => {
  test("says nothing that the tracker does by itself", () => {
    expect(tagText(PLAIN, SITE)).toBe(
      '<script defer src="https://stats.example/script.js" data-site="s1.tag"></script>',
    );
  });

  test.each([
    [{ consent: "full" }, 'data-consent="full"'],
    [{ pages: "hash" }, 'data-pages="hash"'],
    [{ vitals: true }, 'data-modules="vitals"'],
    [{ vitals: true, errors: true }, 'data-modules="vitals errors"'],
    [{ local: true }, 'data-include="local"'],
    [{ ignore: " /admin/*,  form_* " }, 'data-ignore="/admin/* form_*"'],
    [{ files: "pdf epub" }, 'data-files="pdf epub"'],
    [{ debug: true }, "data-debug></script>"],
    [{ host: "https://shop.example/x7k2/" }, 'src="https://shop.example/x7k2/script.js"'],
    [{ ignore: '/a"><script>&' }, 'data-ignore="/a&quot;><script>&amp;"'],
  ] as const)("says %j as %s", (said, text) => {
    expect(tagText({ ...PLAIN, ...said }, SITE)).toContain(text);
  });

  test("tells the tracker of a site's own session minutes", () => {
    expect(tagText(PLAIN, { ...SITE, sessionMinutes: 60 })).toContain('data-session-minutes="60"');
  });

  test("pinned, it names the one file and what it must hash to", () => {
    expect(tagText(PLAIN, SITE, { path: "/script/0a.js", integrity: "sha384-x" })).toBe(
      '<script defer src="https://stats.example/script/0a.js" integrity="sha384-x" crossorigin data-site="s1.tag"></script>',
    );
  });
});

test("the package says the same in its own words", () => {
  expect(packageText({ ...PLAIN, vitals: true, debug: true }, SITE)).toBe(
    `// npm install footfall-js
import { init } from "footfall-js";

init({
  site: "s1.tag",
  host: "https://stats.example",
  modules: "vitals",
  debug: true,
});`,
  );
});

test("the pixel carries the page in its address", () => {
  expect(pixelText(SITE, "https://a.example/m?x=1&y=2")).toBe(
    '<img src="https://stats.example/pixel.gif?site=s1.tag&amp;url=https%3A%2F%2Fa.example%2Fm%3Fx%3D1%26y%3D2" alt="">',
  );
});
