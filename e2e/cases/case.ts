/** Events in, numbers out: the format of the cases beside this file. Times are event times, ISO 8601. */
import { readdirSync, readFileSync } from "node:fs";
import { z } from "zod";
import type { CaptureRequest } from "../../schema/event.ts";

const MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)";
const WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64";
const USER_AGENTS = {
  chrome_mac: `${MAC} AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36`,
  chrome_win: `${WINDOWS}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36`,
  firefox_win: `${WINDOWS}; rv:121.0) Gecko/20100101 Firefox/121.0`,
  firefox_linux: "Mozilla/5.0 (X11; Linux x86_64; rv:121.0) Gecko/20100101 Firefox/121.0",
  safari_mac: `${MAC} AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.1 Safari/605.1.15`,
  safari_iphone:
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.1 Mobile/15E148 Safari/604.1",
  headless:
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/85.0.4183.83 Safari/537.36",
} as const;

const event = z.strictObject({
  at: z.iso.datetime(),
  name: z.string().default("pageview"),
  /** One key, one person. */
  visitor: z.string(),
  path: z.string().default("/"),
  host: z.string().default("site.test"),
  referrer: z.string().optional(),
  /** `{medium: "email"}` puts `utm_medium=email` into the address. */
  utm: z.record(z.string(), z.string()).default({}),
  user_agent: z
    .enum([
      "chrome_mac",
      "chrome_win",
      "firefox_win",
      "firefox_linux",
      "safari_mac",
      "safari_iphone",
      "headless",
    ])
    .default("chrome_mac"),
  props: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  /** false: does not end a bounce. */
  interactive: z.boolean().optional(),
  /** Of an `engagement` event. */
  engagement: z.strictObject({ ms: z.number(), scroll: z.number() }).optional(),
  vital: z.strictObject({ metric: z.string(), value: z.number(), rating: z.string() }).optional(),
  error: z.strictObject({ message: z.string(), file: z.string(), line: z.number() }).optional(),
  revenue: z
    .strictObject({ amount: z.number(), currency: z.string(), order_id: z.string().optional() })
    .optional(),
});

/** Numbers, and money as objects. */
const numbers = z.array(z.union([z.number(), z.record(z.string(), z.unknown())]).nullable());
const row = z.strictObject({
  dimensions: z.array(z.string()),
  metrics: numbers,
  comparison: z.strictObject({ metrics: numbers, change: numbers }).optional(),
});

const testCase = z.strictObject({
  id: z.string(),
  about: z.string(),
  /** Whose public test states the same figures, where somebody's does. */
  source: z.string().optional(),
  timezone: z.string().default("UTC"),
  /** As `POST /v1/goals` takes them, but for the site. */
  goals: z.array(z.record(z.string(), z.unknown())).default([]),
  events: z.array(event),
  /** All of a query but its site. */
  query: z.record(z.string(), z.unknown()),
  expected: z.union([
    /** Rows in order, and whatever else of `meta` the case is about. */
    z.strictObject({ rows: z.array(row), meta: z.record(z.string(), z.unknown()).default({}) }),
    z.strictObject({ status: z.literal(400) }),
  ]),
});

export type Case = z.output<typeof testCase>;

/** Every case of every file, in the files' order. Throws where one does not keep the format. */
export function readCases(): Case[] {
  const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith(".json"));
  return files
    .sort()
    .flatMap((name) =>
      z.array(testCase).parse(JSON.parse(readFileSync(`${import.meta.dirname}/${name}`, "utf8"))),
    );
}

/** Optional keys are absent or have a value: that is how a sender writes them. */
const withoutUndefined = <Keys extends object>(keys: Keys): { [Key in keyof Keys]: NonNullable<Keys[Key]> } =>
  // Entries without a value are taken out, so that those left have one.
  Object.fromEntries(Object.entries(keys).filter(([, value]) => value !== undefined)) as never;

/** A UUIDv7 of now. Events of one moment are ordered by the last bits of their ids: here by their place in the case. */
function mintId(place: number): string {
  const time = Date.now().toString(16).padStart(12, "0");
  const random = crypto.randomUUID();
  const end = random.slice(24, 28) + place.toString(16).padStart(8, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(15, 18)}-${random.slice(19, 23)}-${end}`;
}

/** The case's events as a server sends them, visitors kept apart from those of other cases. */
export const captureOf = ({ id, events }: Case, siteKey: string): CaptureRequest => ({
  site: siteKey,
  events: events.map(({ at, name, visitor, path, host, utm, user_agent, ...optional }, place) => {
    const tags = Object.entries(utm).map(([key, value]): [string, string] => [`utm_${key}`, value]);
    const search = tags.length === 0 ? "" : `?${new URLSearchParams(tags)}`;
    return {
      ...{ id: mintId(place), name, timestamp: at, url: `https://${host}${path}${search}` },
      visitor: { anonymous_id: `${id}:${visitor}` },
      client: { user_agent: USER_AGENTS[user_agent] },
      ...withoutUndefined({ ...optional, revenue: optional.revenue && withoutUndefined(optional.revenue) }),
    };
  }),
});
