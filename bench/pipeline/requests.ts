/** What trackers send: three events a request, of people who consented, spread over sites. Every event is a new one. */
import { randomBytes } from "node:crypto";

const EVENTS = 3;
const VISITORS = 3_000;
const USER_AGENT =
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36";
const NAMES = ["pageview", "engagement", "click"];

export interface Request {
  ids: string[];
  body: string;
}

export const EVENTS_PER_REQUEST = EVENTS;
export const HEADERS = {
  "content-type": "text/plain;charset=UTF-8",
  "user-agent": USER_AGENT,
  "accept-language": "en-GB,en;q=0.9",
};

export function request(keys: readonly string[], number: number, nowMs: number): Request {
  const visitor = (number * 7_919) % VISITORS;
  const ids = Array.from({ length: EVENTS }, () => idAt(nowMs));
  const events = ids.map((id, index) => eventOf(id, visitor, number, index, nowMs));
  const body = JSON.stringify({
    ...{ site: keys[visitor % keys.length], sent_at: nowMs, consent: "full" },
    visitor: { anonymous_id: `visitor-${visitor}` },
    context: {
      screen: "1920x1080",
      viewport: "1280x900",
      language: "en-GB",
      timezone: "Europe/London",
      sdk: "web/1",
    },
    events,
  });
  return { ids, body };
}

/** The request as bytes for a socket. */
export const onTheWire = ({ body }: Request) =>
  Buffer.from(
    `POST /capture HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${Buffer.byteLength(body)}\r\n${Object.entries(
      HEADERS,
    )
      .map(([name, value]) => `${name}: ${value}\r\n`)
      .join("")}\r\n${body}`,
  );

function eventOf(id: string, visitor: number, number: number, index: number, nowMs: number) {
  const page = (number * 31) % 400;
  return {
    ...{ id, name: NAMES[index] ?? "pageview", timestamp: nowMs - 1_000 * (EVENTS - index) },
    url: `https://www.example.com/guides/how-to-count-people-${page}?utm_source=newsletter&utm_medium=email`,
    ...{
      referrer: "https://www.google.com/",
      title: `How to count people without following them, part ${page}`,
    },
    ...(index === 1 && { engagement: { ms: 4_000 + page, scroll: page % 100 } }),
    ...(index === 2 && { props: { plan: visitor % 3 === 0 ? "business" : "free", position: page } }),
  };
}

function idAt(ms: number): string {
  const [time, random] = [ms.toString(16).padStart(12, "0"), randomBytes(9).toString("hex")];
  return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(0, 3)}-8${random.slice(3, 6)}-${random.slice(6)}`;
}
