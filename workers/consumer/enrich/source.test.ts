import { describe, expect, test } from "vitest";
import { acquisitionOf } from "./acquisition.ts";
import { PLACES } from "./places/index.ts";
import { parsePage } from "./url.ts";

const from = (referrer: string, query = "", domains: string[] = []) =>
  acquisitionOf(parsePage(`https://www.shop.example/a?${query}`, []), referrer, domains);

describe("the source of a visit", () => {
  test.each([
    ["a search engine in any country", "https://www.google.co.uk/search?q=x", "", "Google"],
    ["a more special place of the same host", "https://www.google.com/imgres?x", "", "Google Images"],
    ["a portal's other parts are not its search", "https://docs.google.com/document/d/1", "", "Google Docs"],
    ["a short link", "https://t.co/x", "", "Twitter"],
    ["a subdomain of a network", "https://lm.facebook.com/", "", "Facebook"],
    ["an Android app", "android-app://com.google.android.googlequicksearchbox/", "", "Google"],
    ["an app that nobody knows", "android-app://org.example.reader/", "", "org.example.reader"],
    ["an unknown host names itself", "https://www.blog.example/post?x=1", "", "blog.example"],
    ["a webmail that says so", "https://webmail.provider.example/inbox", "", "webmail.provider.example"],
    ["a fediverse server", "https://graphics.social/@x", "", "Mastodon"],
    ["a tag wins over the referrer", "https://www.google.com/", "utm_source=newsletter", "Newsletter"],
    ["tags have aliases", "", "utm_source=ig", "Instagram"],
    ["in any case", "", "utm_source=GOOGLE", "Google"],
    ["a tag may be a host", "", "utm_source=www.chatgpt.com", "ChatGPT"],
    ["an unknown tag names itself", "", "ref=Poster-7", "Poster-7"],
    ["source and ref are tags too", "", "source=hn", "Hacker News"],
    ["a click id alone names its network", "", "msclkid=x", "Bing"],
    ["nothing", "", "", ""],
    ["not a URL", "localhost", "", ""],
    ["a page on the reader's machine", "http://localhost:3000/", "", ""],
    ["the site itself", "https://shop.example/b", "", ""],
    ["with or without www", "https://www.shop.example/b", "", ""],
    ["a subdomain is another site", "https://blog.shop.example/b", "", "blog.shop.example"],
    ["a payment provider", "https://checkout.stripe.com/c/pay", "", ""],
  ])("%s", (_, referrer, query, source) => {
    expect(from(referrer, query).source).toBe(source);
  });

  test("a site's other domains are its own", () => {
    expect(from("https://blog.shop.example/b", "", ["blog.shop.example"])).toMatchObject({
      source: "",
      referrer: "",
      channel: "Direct",
    });
  });

  test("a referrer is kept without query and fragment, a click id without its value", () => {
    expect(from("https://www.news.example/a/?user=1#c", "gclid=secret")).toMatchObject({
      referrer: "news.example/a",
      click_id: "gclid",
    });
  });
});

describe("the table of places", () => {
  const rows = Object.values(PLACES).flatMap((lines) => lines.trim().split("\n"));
  const patterns = rows.flatMap((row) => (row.split("|")[1] ?? "").trim().split(/\s+/).filter(Boolean));

  test("names every host once", () => {
    expect(patterns.filter((pattern, n) => patterns.indexOf(pattern) !== n)).toEqual([]);
  });

  test("is in lower case, as hosts are", () => {
    expect(patterns.filter((pattern) => pattern !== pattern.toLowerCase())).toEqual([]);
  });
});
