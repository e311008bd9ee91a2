/** What browsers send: five events, about 2.9 KB, from many addresses so that nothing is answered from memory. */
import type { CaptureRequest } from "../../schema/event.ts";

const VISITORS = 997;
const EVENTS = 5;
const USER_AGENT =
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36";

/** Whole HTTP requests, one a visitor, as bytes for the socket. */
export function captureRequests(siteKey: string): Buffer[] {
  return Array.from({ length: VISITORS }, (_, i) => {
    const body = JSON.stringify(captureBody(siteKey, i));
    return Buffer.from(`${head(i, Buffer.byteLength(body))}\r\n\r\n${body}`);
  });
}

function head(visitor: number, bytes: number): string {
  return [
    "POST /capture HTTP/1.1",
    "Host: collect.example.com",
    "Content-Type: text/plain;charset=UTF-8",
    `Content-Length: ${bytes}`,
    `CF-Connecting-IP: 198.51.${visitor >> 8}.${visitor & 255}`,
    `User-Agent: ${USER_AGENT}`,
    "Origin: https://www.example.com",
    "Referer: https://www.example.com/",
    "Accept-Language: en-GB,en;q=0.9,de;q=0.8",
    'Sec-CH-UA: "Chromium";v="142", "Google Chrome";v="142", "Not_A Brand";v="99"',
    "Sec-CH-UA-Mobile: ?0",
    'Sec-CH-UA-Platform: "Windows"',
    "Sec-Fetch-Site: cross-site",
    "Sec-Fetch-Mode: cors",
    "Accept: */*",
  ].join("\r\n");
}

function captureBody(site: string, visitor: number): CaptureRequest {
  const now = Date.now();
  return {
    site,
    sent_at: now,
    consent: "cookieless",
    context: {
      screen: "1920x1080",
      viewport: "1280x900",
      language: "en-GB",
      timezone: "Europe/London",
      sdk: "web/1",
    },
    events: Array.from({ length: EVENTS }, (_, i) => captureEvent(visitor, i, now)),
  };
}

function captureEvent(visitor: number, i: number, now: number): CaptureRequest["events"][number] {
  const random = (visitor * EVENTS + i).toString(16).padStart(12, "0");
  return {
    id: `${now
      .toString(16)
      .padStart(12, "0")
      .replace(/^(.{8})/, "$1-")}-7abc-8def-${random}`,
    name: ["pageview", "engagement", "click", "Added to cart", "outbound_click"][i] ?? "pageview",
    timestamp: now - 1_000 * i,
    url: `https://www.example.com/guides/how-to-count-people-${visitor % 50}?utm_source=newsletter&utm_medium=email&ref=header`,
    referrer: "https://www.google.com/",
    title: "How to count people without following them: a guide in seven chapters",
    props: {
      plan: "business",
      section: "guides",
      experiment: "long-headline",
      position: i,
      is_member: visitor % 2 === 0,
    },
    engagement: { ms: 4_200 + i, scroll: 20 * i },
    element: { selector: "main > article:nth-of-type(2) a.button", text: "Read the next chapter" },
  };
}
