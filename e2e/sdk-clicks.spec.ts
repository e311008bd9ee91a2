/** What is captured without a line of the page's own: clicks, downloads, forms. And what is not. */
import { describe, expect, test } from "vitest";
import type { WireEvent } from "../schema/event.ts";
import {
  arrived,
  bodies,
  events,
  FORMS,
  flush,
  goto,
  named,
  origin,
  page,
  quiet,
  setting,
  useTracker,
} from "./sdk-page.ts";

/** All but the pageview and the reading, without what every event has. */
const captured = (): Partial<WireEvent>[] =>
  events()
    .filter(({ name }) => name !== "pageview" && name !== "engagement")
    .map(({ id: _id, timestamp: _time, url: _url, ...rest }) => rest);

/** Opens the page with this body, whose links lead nowhere, acts and gives what was captured. */
async function captureFrom(body: string, act: () => Promise<unknown>): Promise<Partial<WireEvent>[]> {
  setting.body = body;
  await goto("/shop");
  await page.evaluate(() =>
    addEventListener("click", (event) => (event.target as Element).closest("form") || event.preventDefault()),
  );
  await act();
  await flush();
  return captured();
}

describe.each(FORMS)("%s: clicks", (form) => {
  useTracker(form);

  test.each([
    [
      "a button",
      '<main><div id="cart"><button class="x1 big">  Add\n to   cart </button></div></main>',
      "button",
      {
        name: "click",
        element: { selector: "#cart>button", text: "Add to cart", href: "" },
        interactive: false,
      },
    ],
    [
      "what acts as a button",
      '<div role="button"><b>Open</b></div>',
      "b",
      { name: "click", element: { selector: "html>body>div", text: "Open", href: "" }, interactive: false },
    ],
    [
      "a link within the site, without its query",
      '<nav id="menu-7"><a href="/next?token=secret#part">Next</a></nav>',
      "a",
      {
        name: "click",
        element: { selector: "html>body>nav>a", text: "Next", href: "ORIGIN/next" },
        interactive: false,
      },
    ],
    [
      "a link out",
      '<p id="out"><a href="https://elsewhere.example/page?user=7">Out</a></p>',
      "a",
      {
        name: "outbound_click",
        element: { selector: "#out>a", text: "Out", href: "https://elsewhere.example/page" },
        interactive: true,
      },
    ],
    [
      "an address of mail",
      '<a id="mail" href="mailto:me@shop.example?subject=draft">Mail</a>',
      "a",
      {
        name: "outbound_click",
        element: { selector: "#mail", text: "Mail", href: "mailto:me@shop.example" },
        interactive: true,
      },
    ],
    [
      "a number",
      '<a id="call" href="tel:+4930123">Call</a>',
      "a",
      {
        name: "outbound_click",
        element: { selector: "#call", text: "Call", href: "tel:+4930123" },
        interactive: true,
      },
    ],
    [
      "a download",
      '<a id="get" href="/files/Prices.PDF?v=2"><img alt="">Prices</a>',
      "img",
      {
        name: "file_download",
        element: { selector: "#get", text: "Prices", href: "ORIGIN/files/Prices.PDF" },
        file: { href: "ORIGIN/files/Prices.PDF", extension: "pdf" },
        interactive: true,
      },
    ],
    [
      "an event that the element declares",
      '<div data-footfall-event="signup" data-footfall-event-plan="pro" data-footfall-event-seats="3"><i>Go</i></div>',
      "i",
      {
        name: "signup",
        element: { selector: "html>body>div", text: "Go", href: "" },
        props: { plan: "pro", seats: "3" },
        interactive: true,
      },
    ],
    [
      "a long text, cut",
      `<button id="long">${"word ".repeat(40)}</button>`,
      "button",
      {
        name: "click",
        element: { selector: "#long", text: "word ".repeat(40).slice(0, 64), href: "" },
        interactive: false,
      },
    ],
  ])("%s", async (_, body, target, expected) => {
    const found = await captureFrom(body, () => page.locator(target).first().dispatchEvent("click"));
    expect(JSON.parse(JSON.stringify(found).replaceAll(origin, "ORIGIN"))).toEqual([expected]);
  });

  test.each([
    ["a text", "<p>words</p>", "p"],
    ["what is kept private", "<div data-footfall-ignore><button>Secret</button></div>", "button"],
    ["a field", '<input type="text">', "input"],
  ])("%s is no click", async (_, body, target) => {
    expect(await captureFrom(body, () => page.locator(target).dispatchEvent("click"))).toEqual([]);
  });

  test("an address that is its own content does not leave", async () => {
    const body = '<a href="data:text/plain,salary">Export</a>';
    const [event] = await captureFrom(body, () => page.locator("a").dispatchEvent("click"));
    expect(event).toMatchObject({ name: "click", element: { href: "" } });
  });

  test("the middle button counts, the right one does not", async () => {
    const body = '<a href="https://elsewhere.example/">Out</a>';
    const found = await captureFrom(body, async () => {
      await page.locator("a").dispatchEvent("auxclick", { button: 2 });
      await page.locator("a").dispatchEvent("auxclick", { button: 1 });
    });
    expect(found.map(({ name }) => name)).toEqual(["outbound_click"]);
  });

  test("names that the site ignores, and extensions that it names", async () => {
    setting.attributes += ' data-ignore="click form_*" data-files="gpx"';
    const body = '<button>No</button><a href="/a.pdf">A</a><a href="/b.gpx">B</a><form><input></form>';
    const found = await captureFrom(body, async () => {
      await page.locator("button").dispatchEvent("click");
      for (const link of await page.locator("a").all()) await link.dispatchEvent("click");
      await page.locator("input").fill("x");
    });
    expect(found.map(({ name, file }) => [name, file?.extension])).toEqual([["file_download", "gpx"]]);
  });

  test("a handler of the page's own that stops the event hides nothing", async () => {
    setting.body = "<button>Stop</button>";
    await goto("/shop");
    await page.evaluate(() =>
      document
        .querySelector("button")
        ?.addEventListener("click", (event) => event.stopImmediatePropagation()),
    );
    await page.locator("button").click();
    await flush();
    expect(captured()).toHaveLength(1);
  });
});

describe.each(FORMS)("%s: forms", (form) => {
  useTracker(form);
  const SECRET = "hunter2-and-more";
  const BODY = `<form id="buy" name="order" action="/order?step=2">
    <input name="id" value="shadows the form's own id"><input name="mail"><input type="password" name="word">
    <textarea name="note"></textarea><select name="size"><option>${SECRET}</option></select>
    <button>Send</button></form>`;
  const facts = { id: "buy", name: "order", action: "/order" };

  /** Types into every field, so that all of it could leak. */
  const fill = async () => {
    for (const name of ["mail", "word", "note"]) await page.locator(`[name=${name}]`).fill(SECRET);
  };
  const submit = () =>
    page.locator("form").evaluate((element) => element.dispatchEvent(new Event("submit", { bubbles: true })));

  test("one that is sent: begun once, sent once, and no value of it leaves", async () => {
    setting.body = BODY;
    await goto("/shop");
    await fill();
    await submit();
    await goto("/thanks");
    await arrived(2, () => named("pageview"));
    expect(captured()).toEqual([
      { name: "form_start", form: facts, interactive: false },
      { name: "form_submit", form: facts, interactive: true },
    ]);
    expect(bodies.join()).not.toContain(SECRET);
    expect(bodies.join()).not.toContain("shadows");
  });

  test("one that is left: said when the page ends, and only then", async () => {
    setting.body = BODY;
    await goto("/shop");
    await fill();
    await flush();
    expect(captured().map(({ name }) => name)).toEqual(["form_start"]);
    await goto("/elsewhere");
    await arrived(1, () => named("form_abandon"));
    expect(named("form_abandon")[0]).toMatchObject({
      form: facts,
      interactive: false,
      url: `${origin}/shop`,
    });
    expect(bodies.join()).not.toContain(SECRET);
  });

  test("one that the page's own router leaves", async () => {
    setting.body = BODY;
    await goto("/shop");
    await fill();
    await page.evaluate(() => history.pushState({}, "", "/elsewhere"));
    await flush();
    expect(captured().map(({ name }) => name)).toEqual(["form_start", "form_abandon"]);
  });

  test("one that nobody touches is nothing, nor is a private one", async () => {
    setting.body = `${BODY}<form data-footfall-ignore><input name="other"></form>`;
    await goto("/shop");
    await page.locator("[name=other]").fill(SECRET);
    await goto("/elsewhere");
    await arrived(2, () => named("pageview"));
    await quiet();
    expect(captured()).toEqual([]);
  });
});
