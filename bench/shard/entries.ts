/** What a consumer delivers: messages of three events, cleaned as the consumer cleans them, of people who stay a while. */
import { type SiteId, utcDay, type VisitorId } from "../../schema/ids.ts";
import type { EnrichedEvent, RawEvent, RawMessage } from "../../schema/message.ts";
import type { ShardEntry } from "../../schema/objects.ts";
import { DEFAULT_PATH_RULES } from "../../schema/words.ts";
import { enrich } from "../../workers/consumer/enrich/index.ts";
import { callsOf } from "../../workers/consumer/route.ts";

/** Each sends a message about every third call of 500 events, so that most visits are open already. */
const VISITORS = 500;
const EVENTS_PER_MESSAGE = 3;
const GAP_MS = 30 * 60_000;
const SITES = 20;
const NAMES = ["pageview", "engagement", "click", "pageview", "Added to cart", "outbound_click"];
const AGENTS = ["Windows NT 10.0; Win64; x64", "Macintosh; Intel Mac OS X 10_15_7", "Linux; Android 10; K"];

// A brand is put on by hand: these sites come from no door.
export const siteOf = (visitor: number) => `bench${String(visitor % SITES).padStart(11, "0")}` as SiteId;

export class Traffic {
  #events = 0;
  #messages = 0;

  /** One call of `events` events as the consumer sends it, in base64, and as JSON of the same cleaned events. */
  call(events: number, nowMs: number): { bytes: string; text: string } {
    const entries = this.entries(events, nowMs);
    const [call] = callsOf(
      entries.map((entry) => ({ entry, item: null })),
      ...([1, Number.MAX_SAFE_INTEGER] as const),
    );
    const lean = entries.map((entry) => ({ ...entry, events: entry.events.map(withoutEmpty) }));
    return { bytes: Buffer.from(call?.bytes ?? []).toString("base64"), text: JSON.stringify(lean) };
  }

  /** Messages of `events` events together. */
  entries(events: number, nowMs: number): ShardEntry[] {
    const entries: ShardEntry[] = [];
    for (let left = events; left > 0; left -= EVENTS_PER_MESSAGE)
      entries.push(this.#entry(Math.min(left, EVENTS_PER_MESSAGE), nowMs));
    return entries;
  }

  #entry(count: number, nowMs: number): ShardEntry {
    const visitor = this.#messages++ % VISITORS;
    const message = this.#message(visitor, count, nowMs);
    const { mid, site, slot, received_at, resend } = message;
    const settings = { domains: ["www.example.com"], allowed_query_params: [], paths: DEFAULT_PATH_RULES };
    return { mid, site, slot, received_at, resend, gap_ms: GAP_MS, events: enrich(message, settings) };
  }

  #message(visitor: number, count: number, nowMs: number): RawMessage {
    const [day, id] = [utcDay(nowMs), hex(0x5eed_0000 + visitor, 16) as VisitorId];
    return {
      ...{ v: 1, kind: "raw", mid: this.#id(nowMs), site: siteOf(visitor), slot: visitor % 64 },
      ...{ received_at: nowMs, resend: false, origin: "browser" },
      groups: [
        {
          visitor: {
            kind: "daily",
            days: { [day]: { id, previous: hex(0xbef0_0000 + visitor, 16) as VisitorId } },
          },
          ...{ consent: "cookieless", automation: false },
          context: {
            screen: "1920x1080",
            viewport: "1280x900",
            language: "en-GB",
            timezone: "Europe/London",
            sdk: "web/1",
          },
          client: {
            user_agent: `Mozilla/5.0 (${AGENTS[visitor % 3]}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36`,
            ...{ geo_source: "cf", country: "GB", region: "England", city: "London", asn: 2856 },
          },
          events: Array.from({ length: count }, (_, index) =>
            this.#event(visitor, nowMs - 1_000 * (count - index)),
          ),
        },
      ],
    };
  }

  #event(visitor: number, at: number): RawEvent {
    const number = this.#events++;
    const page = (number * 7919) % 400;
    return {
      ...{ id: this.#id(at), at, name: NAMES[number % NAMES.length] ?? "pageview" },
      url: `https://www.example.com/guides/how-to-count-people-${page}?utm_source=newsletter&utm_medium=email`,
      ...{ referrer: "https://www.google.com/", title: `How to count people, part ${page}` },
      ...(number % 3 === 2 && { props: { plan: "business", position: page, is_member: visitor % 2 === 0 } }),
      ...(number % NAMES.length === 1 && { engagement: { ms: 4_200 + page, scroll: page % 100 } }),
    };
  }

  #ids = 0;

  #id(ms: number): string {
    const [time, random] = [hex(ms, 12), hex((++this.#ids * 2_654_435_761) % 2 ** 48, 12)];
    return `${time.slice(0, 8)}-${time.slice(8)}-7abc-8def-${random}`;
  }
}

/** Nobody would send what an event lacks: a third of its JSON. */
const withoutEmpty = (event: EnrichedEvent) =>
  Object.fromEntries(Object.entries(event).filter(([, value]) => value !== "" && !isEmptyObject(value)));

const isEmptyObject = (value: unknown) =>
  typeof value === "object" && value !== null && Object.keys(value).length === 0;

const hex = (number: number, digits: number) => number.toString(16).padStart(digits, "0");
