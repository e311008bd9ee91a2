import { describe, expect, test } from "vitest";
import type { ClientFacts } from "../../../schema/message.ts";
import { type TrafficFacts, trafficOf } from "./bots.ts";

const CHROME =
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36";
const AMAZON = 16_509;

const judge = (client: Partial<ClientFacts>, facts: Partial<TrafficFacts> = {}) =>
  trafficOf({
    client: { user_agent: CHROME, geo_source: "none", ...client },
    automation: false,
    origin: "browser",
    ...facts,
  });

describe("who is behind it", () => {
  test.each([
    ["a browser", {}, {}, "human", []],
    [
      "Google's crawler",
      { user_agent: "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)" },
      {},
      "bot",
      ["crawler"],
    ],
    ["a library", { user_agent: "python-requests/2.32.3" }, {}, "bot", ["crawler"]],
    [
      "a crawler of an AI service",
      {
        user_agent:
          "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)",
      },
      {},
      "ai",
      ["ai:OpenAI", "ai_purpose:training", "crawler"],
    ],
    [
      "an AI agent on a person's errand",
      { user_agent: "Mozilla/5.0 (compatible; Claude-User/1.0; +Claude-User@anthropic.com)" },
      {},
      "ai",
      ["ai:Anthropic", "ai_purpose:assistant", "crawler"],
    ],
    [
      "headless Chrome",
      { user_agent: CHROME.replace("Chrome", "HeadlessChrome") },
      {},
      "bot",
      ["headless", "crawler"],
    ],
    ["a browser under WebDriver", {}, { automation: true }, "bot", ["automation"]],
    ["nobody who names himself", { user_agent: "" }, {}, "bot", ["no_user_agent"]],
    ["a server that reports its own events", { user_agent: "" }, { origin: "server" }, "human", []],
    [
      "a log's mark for no user agent",
      { user_agent: "-" },
      { origin: "server" },
      "bot",
      ["no_user_agent", "crawler"],
    ],
    ["Cloudflare's verdict on a crawler", { verified_bot: true }, {}, "bot", ["verified_bot"]],
    ["Cloudflare's low score", { bot_score: 2 }, {}, "bot", ["bot_score"]],
    ["Cloudflare's high score", { bot_score: 95, verified_bot: false }, {}, "human", []],
    ["a person behind a VPN in a data centre", { asn: AMAZON, accept_language: "de" }, {}, "human", []],
    ["a browser in a data centre that names no language", { asn: AMAZON }, {}, "bot", ["hosting_network"]],
    [
      "Windows in the user agent, Linux in the hint",
      { hints: { "": '"Chromium";v="142"', "-platform": '"Linux"' } },
      {},
      "bot",
      ["header_mismatch"],
    ],
    [
      "hints that a Firefox would not send",
      {
        user_agent: "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
        hints: { "": '"Chromium";v="142"' },
      },
      {},
      "bot",
      ["header_mismatch"],
    ],
    [
      "a headless browser under another name",
      { hints: { "": '"HeadlessChrome";v="142"', "-platform": '"Windows"' } },
      {},
      "bot",
      ["header_mismatch"],
    ],
    ["hints that agree", { hints: { "": '"Chromium";v="142"', "-platform": '"Windows"' } }, {}, "human", []],
    [
      "a telephone that asks for desktop pages",
      {
        user_agent: CHROME.replace("Windows NT 10.0; Win64; x64", "X11; Linux x86_64"),
        hints: { "": '"Chromium";v="142"', "-platform": '"Android"' },
      },
      {},
      "human",
      [],
    ],
    [
      "a copied header behind a server's token",
      { hints: { "-platform": '"Linux"' } },
      { origin: "server" },
      "human",
      [],
    ],
    ["a server's event from a data centre", { asn: AMAZON }, { origin: "server" }, "human", []],
  ] as const)("%s", (_, client, facts, traffic, traffic_reasons) => {
    expect(judge(client, facts)).toEqual({ traffic, traffic_reasons });
  });

  test.each([
    "Mozilla/5.0 (Linux; Android 9; CUBOT_X18_Plus) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/85.0.4183.101 Mobile Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 [FBAN/FBIOS;FBAV/500.0]",
    "Mozilla/5.0 (Linux; Android 14; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/131.0 Mobile Safari/537.36 GSA/15.1",
  ])("a real browser is no robot: %s", (user_agent) => {
    expect(judge({ user_agent }).traffic).toBe("human");
  });
});
