import { describe, expect, test } from "vitest";
import { type CaptureRequest, captureRequest } from "../schema/event.ts";
import { requestsOf, type Summary, summaryText } from "./import-access-log.ts";
import { importArguments } from "./import-arguments.ts";

const SETTINGS = { siteKey: "shop.tag", host: "shop.example", secret: "of the importer", all: false };

const hit = (n: number, over: { address?: string; target?: string; agent?: string; second?: string } = {}) =>
  `${over.address ?? `203.0.113.${n % 200}`} - - [17/May/2015:10:05:${over.second ?? "03"} +0000] "GET ${over.target ?? `/p${n}`} HTTP/1.1" 200 1 "-" "${over.agent ?? "Mozilla/5.0 (X11)"}"`;

async function importOf(lines: string[], over: Partial<typeof SETTINGS> = {}) {
  const summary: Summary = { lines: 0, sent: 0, skipped: new Map(), malformed: 0 };
  const reports: string[] = [];
  const requests: CaptureRequest[] = [];
  for await (const request of requestsOf(lines, { ...SETTINGS, ...over }, summary, (line) =>
    reports.push(line),
  ))
    requests.push(request);
  return { requests, events: requests.flatMap(({ events }) => events), summary, reports };
}

describe("a log becomes requests", () => {
  test("of a thousand events at most, each as the wire wants it", async () => {
    const { requests, events, summary } = await importOf(Array.from({ length: 2_300 }, (_, n) => hit(n)));
    expect(requests.map(({ events }) => events.length)).toEqual([1_000, 1_000, 300]);
    for (const request of requests) expect(captureRequest.safeParse(request).error).toBeUndefined();
    expect(new Set(events.map(({ id }) => id)).size).toBe(2_300);
    expect(summary).toMatchObject({ lines: 2_300, sent: 2_300, malformed: 0 });
  });

  test("that stay below a megabyte", async () => {
    const lines = Array.from({ length: 900 }, (_, n) => hit(n, { target: `/${n}/${"x".repeat(1_500)}` }));
    const { requests } = await importOf(lines);
    expect(requests.length).toBeGreaterThan(1);
    for (const request of requests) expect(JSON.stringify(request).length).toBeLessThan(1_000_000);
  });

  test("a malformed line is reported with its number and skipped", async () => {
    const { events, reports, summary } = await importOf([hit(1), "rubbish", hit(2), hit(3).slice(0, 40)]);
    expect(events).toHaveLength(2);
    expect(reports).toEqual(["line 2: not the combined format", "line 4: not the combined format"]);
    expect(summary.malformed).toBe(2);
  });

  test("what is no page is counted by reason, and sent with --all", async () => {
    const lines = [
      hit(1),
      hit(2, { target: "/a.png" }),
      hit(3).replace("GET", "POST"),
      hit(4).replace("200", "404"),
    ];
    const { summary } = await importOf(lines);
    expect(Object.fromEntries(summary.skipped)).toEqual({
      "not a page": 1,
      "not GET": 1,
      "not a success": 1,
    });
    expect((await importOf(lines, { all: true })).summary.sent).toBe(4);
  });

  test("a URL that is too long to be sent is skipped", async () => {
    const { summary } = await importOf([hit(1, { target: `/${"x".repeat(2_100)}` })]);
    expect(Object.fromEntries(summary.skipped)).toEqual({ "URL too long": 1 });
  });
});

describe("ids and visitors", () => {
  test("the same file twice has the same ids, identical lines included", async () => {
    const lines = [hit(1), hit(1), hit(1), hit(2)];
    const [one, two] = [await importOf(lines), await importOf(lines)];
    const ids = one.events.map(({ id }) => id);
    expect(new Set(ids).size).toBe(4);
    expect(two.events.map(({ id }) => id)).toEqual(ids);
  });

  test("another site has others", async () => {
    const [one, two] = [await importOf([hit(1)]), await importOf([hit(1)], { siteKey: "other.tag" })];
    expect(one.events[0]?.id).not.toBe(two.events[0]?.id);
  });

  test("no id follows from the address, for an id is stored", async () => {
    const [one, two] = [
      await importOf([hit(1, { address: "203.0.113.1" })]),
      await importOf([hit(1, { address: "203.0.113.2" })]),
    ];
    expect(one.events[0]?.id).toBe(two.events[0]?.id);
    expect(one.events[0]?.visitor).not.toEqual(two.events[0]?.visitor);
  });

  test("a visitor is an address and a browser on one UTC day", async () => {
    const address = "203.0.113.1";
    const { events } = await importOf([
      hit(1, { address }),
      hit(2, { address, second: "59" }),
      hit(3, { address, agent: "Mozilla/5.0 (Windows)" }),
      hit(4, { address }).replace("17/May", "18/May"),
    ]);
    const [first, same, otherBrowser, otherDay] = events.map(({ visitor }) => visitor?.anonymous_id);
    expect(same).toBe(first);
    expect(new Set([first, otherBrowser, otherDay]).size).toBe(3);
  });

  test("nobody without the secret gets from the visitor to the address", async () => {
    const [one, two] = [await importOf([hit(1)]), await importOf([hit(1)], { secret: "another" })];
    expect(one.events[0]?.visitor).not.toEqual(two.events[0]?.visitor);
  });
});

test("the summary says what became of every line", () => {
  const summary = { lines: 5_010, sent: 5_000, skipped: new Map([["not a page", 9]]), malformed: 1 };
  expect(summaryText(summary, { accepted: 4_999, refused: new Map([["invalid", 1]]) })).toBe(
    [
      "5,010 lines: 5,000 page views sent, 4,999 accepted",
      "skipped    9 (9 not a page)",
      "malformed  1",
      "refused    1 (1 invalid)",
    ].join("\n"),
  );
});

describe("the command line", () => {
  const url = "http://localhost:8787";
  test.each([
    [["a.log", "--site", "k"], {}, { file: "a.log", site: "k", url, all: false }],
    [
      ["--site=k", "a.log", "--all", "--host", "h.example"],
      {},
      { file: "a.log", site: "k", url, all: true, host: "h.example" },
    ],
    [
      ["a.log", "--site", "k", "--url", "http://x:1/", "--token", "t"],
      {},
      { file: "a.log", site: "k", url: "http://x:1", all: false, token: "t" },
    ],
    [
      ["a.log", "--site", "k"],
      { FOOTFALL_PORT: "9000" },
      { file: "a.log", site: "k", url: "http://localhost:9000", all: false },
    ],
    [["a.log"], { npm_config_site: "k" }, { file: "a.log", site: "k", url, all: false }],
    [["a.log", "k"], { npm_config_site: "true" }, { file: "a.log", site: "k", url, all: false }],
    [
      ["a.log", "k", "http://x:1"],
      { npm_config_site: "true", npm_config_url: "true" },
      { file: "a.log", site: "k", url: "http://x:1", all: false },
    ],
    [
      ["a.log", "k"],
      { npm_config_site: "true", npm_config_all: "true" },
      { file: "a.log", site: "k", url, all: true },
    ],
  ])("%j with %j", (argv, env, expected) => {
    expect(importArguments(argv, env)).toEqual(expected);
  });

  test.each([
    [[]],
    [["a.log"]],
    [["--site", "k"]],
    [["a.log", "b.log", "--site", "k"]],
    [["a.log", "--sight", "k"]],
  ])("%j is none", (argv) => {
    expect(importArguments(argv, {})).toBeNull();
  });
});
