import { describe, expect, test } from "vitest";
import { CHANNELS } from "../../../schema/words.ts";
import { acquisitionOf } from "./acquisition.ts";
import { parsePage } from "./url.ts";

/** query of the page, referrer → channel */
const CASES: [query: string, referrer: string, channel: string][] = [
  ["utm_campaign=spring-cross-network", "", "Cross-network"],
  ["utm_source=shopify&utm_medium=paid", "", "Paid Shopping"],
  ["utm_medium=cpc&utm_campaign=shopping-sale", "", "Paid Shopping"],
  ["utm_source=google&utm_medium=cpc", "", "Paid Search"],
  ["utm_source=adwords", "", "Paid Search"],
  ["gclid=x", "https://www.google.com/", "Paid Search"],
  ["gclid=x", "", "Paid Search"],
  ["msclkid=x", "https://www.bing.com/", "Paid Search"],
  ["gclid=x", "https://duckduckgo.com/", "Organic Search"],
  ["utm_source=facebook&utm_medium=paid-social", "", "Paid Social"],
  ["utm_source=Reddit-ads", "", "Paid Social"],
  ["gclid=x", "https://www.youtube.com/", "Paid Video"],
  ["utm_medium=banner", "", "Display"],
  ["", "https://tpc.googlesyndication.com/", "Display"],
  ["utm_medium=retargeting", "", "Paid Other"],
  ["utm_campaign=shop", "", "Organic Shopping"],
  ["utm_campaign=eshop", "", "Organic Shopping"],
  ["", "https://www.etsy.com/market", "Organic Shopping"],
  ["", "https://t.co/abc", "Organic Social"],
  ["fbclid=x", "https://l.facebook.com/", "Organic Social"],
  ["utm_medium=social", "", "Organic Social"],
  ["", "https://youtu.be/x", "Organic Video"],
  ["utm_medium=video", "", "Organic Video"],
  ["", "https://chatgpt.com/", "AI Assistants"],
  ["utm_source=perplexity", "", "AI Assistants"],
  ["", "https://www.google.de/", "Organic Search"],
  ["utm_medium=organic", "", "Organic Search"],
  ["utm_source=newsletter-uk", "", "Email"],
  ["", "https://mail.google.com/", "Email"],
  ["utm_medium=affiliate", "", "Affiliates"],
  ["utm_campaign=workshop", "", "Direct"],
  ["utm_medium=audio", "", "Audio"],
  ["utm_source=sms", "", "SMS"],
  ["utm_medium=web-push", "", "Mobile Push Notifications"],
  ["utm_source=firebase", "", "Mobile Push Notifications"],
  ["", "https://blog.example/", "Referral"],
  ["ref=somewhere", "", "Referral"],
  ["", "", "Direct"],
];

const channelFor = (query: string, referrer: string) =>
  acquisitionOf(parsePage(`https://shop.example/?${query}`, []), referrer, []).channel;

describe("the channel is the first rule that holds", () => {
  test.each(CASES)("?%s from %s: %s", (query, referrer, channel) => {
    expect(channelFor(query, referrer)).toBe(channel);
  });

  test("every channel can be reached", () => {
    expect(new Set(CASES.map(([, , channel]) => channel))).toEqual(new Set(CHANNELS));
  });
});
