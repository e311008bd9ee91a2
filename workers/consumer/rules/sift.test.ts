import { describe, expect, test } from "vitest";
import type { SiteId, VisitorId } from "../../../schema/ids.ts";
import type { RawMessage } from "../../../schema/message.ts";
import { MAX_RULES, type Rule } from "../../../schema/rule.ts";
import { DEFAULT_PATH_RULES } from "../../../schema/words.ts";
import { enrich } from "../enrich/index.ts";
import { sift } from "./sift.ts";

const SITE = { domains: [], allowed_query_params: [], paths: DEFAULT_PATH_RULES };
const RECEIVED = Date.UTC(2026, 10, 24, 9, 30, 20);
const AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/149.0 Safari/537.36";

/** One visitor from Hamburg, who reads a page and signs up there. */
function message(names = ["pageview", "Signup"], atEdge: string[] = []): RawMessage {
  const url = "https://www.example.com/Blog/2026/?ref=Mail&utm_source=x";
  const events = names.map((name, at) => ({
    ...{ id: `019ab0c0-0000-7000-8000-00000000000${at}`, at: RECEIVED, name, url },
    referrer: "https://News.example.org/a?b=c",
  }));
  const client = {
    user_agent: AGENT,
    geo_source: "cf",
    country: "DE",
    region: "Hamburg",
    asn: 3320,
  } as const;
  const visitor = { kind: "persistent", id: "00000000000000ab" as VisitorId } as const;
  const group = { visitor, consent: "cookieless", automation: false, client, events, rules: atEdge } as const;
  const envelope = { v: 1, kind: "raw", mid: "m", site: "site" as SiteId, slot: 3 } as const;
  return {
    ...envelope,
    ...{ received_at: RECEIVED, resend: false, origin: "browser" },
    groups: [{ ...group, events, rules: atEdge }],
  };
}

const rule = (field: string, op: string, value: string, action = "drop", id = "r1"): Rule =>
  ({ id, field, op, value, action }) as Rule;

const sifted = (rules: Rule[], of = message()) => sift(of, enrich(of, SITE), rules);

describe("which events a rule matches", () => {
  test.each([
    ["country", "is", "DE", 2],
    ["country", "is", "FR", 0],
    ["country", "is_not", "DE", 0],
    ["country", "is_not", "FR", 2],
    ["region", "is", "hamburg", 2],
    ["region", "contains", "burg", 2],
    ["region", "glob", "ham*", 2],
    ["region", "is_not", "Bremen", 2],
    ["asn", "is", "3320", 2],
    ["asn", "is_not", "3320", 0],
    ["asn", "is", "1", 0],
    ["hostname", "is", "example.com", 2],
    ["hostname", "is", "www.example.com", 0],
    ["hostname", "contains", "EXAMPLE", 2],
    ["hostname", "glob", "*.com", 2],
    ["hostname", "is_not", "example.com", 0],
    ["path", "is", "/Blog/2026", 2],
    ["path", "is", "/blog/2026", 0],
    ["path", "glob", "/Blog/*", 2],
    ["path", "contains", "og/2", 2],
    ["path", "is_not", "/", 2],
    ["query:ref", "is", "Mail", 2],
    ["query:ref", "is", "mail", 0],
    ["query:ref", "glob", "M*l", 2],
    ["query:ref", "contains", "ai", 2],
    ["query:none", "is", "Mail", 0],
    ["query:none", "is_not", "Mail", 2],
    ["user_agent", "contains", "chrome/149", 2],
    ["user_agent", "is", AGENT, 2],
    ["user_agent", "glob", "*linux*safari*", 2],
    ["user_agent", "is_not", "curl/8", 2],
    ["referrer", "is", "news.example.org/a", 2],
    ["referrer", "glob", "*.example.org/*", 2],
    ["referrer", "contains", "NEWS", 2],
    ["referrer", "is_not", "news.example.org/a", 0],
    ["name", "is", "Signup", 1],
    ["name", "is", "signup", 0],
    ["name", "is_not", "pageview", 1],
    ["name", "glob", "Sign*", 1],
    ["name", "contains", "page", 1],
  ])("%s %s %o: %i of 2", (field, op, value, matched) => {
    expect(2 - sifted([rule(field, op, value)]).events.length).toBe(matched);
  });

  test("an address rule matches where the edge says so, and nowhere else", () => {
    const address = rule("address", "in", "203.0.113.0/24");
    expect(sifted([address]).events).toHaveLength(2);
    expect(sifted([address], message(["pageview"], ["r1"])).events).toEqual([]);
    // Of a rule that was deleted since.
    expect(sifted([rule("name", "is", "none")], message(["pageview"], ["gone"])).events).toHaveLength(1);
  });
});

describe("what rules do, in their order", () => {
  const tag = (id: string) => rule("country", "is", "DE", "tag", id);
  const other = (action: string, id: string) => rule("path", "glob", "/Blog*", action, id);

  test("tags add up until the first rule that decides", () => {
    const { events, quarantined } = sifted([tag("t1"), tag("t2"), other("quarantine", "q"), tag("t3")]);
    expect(events).toEqual([]);
    expect(quarantined).toMatchObject([
      { slot: 3, received_at: RECEIVED, rule: "q", event: { name: "pageview", rules: ["t1", "t2"] } },
      { rule: "q", event: { name: "Signup" } },
    ]);
  });

  test("the first decision holds", () => {
    expect(sifted([other("drop", "d"), other("quarantine", "q")]).dropped).toHaveLength(2);
    expect(sifted([other("quarantine", "q"), other("drop", "d")]).quarantined).toHaveLength(2);
  });

  test("an event that only carries tags goes on with them", () => {
    expect(sifted([tag("t1"), rule("name", "is", "Signup", "tag", "t2")]).events).toMatchObject([
      { name: "pageview", rules: ["t1"] },
      { name: "Signup", rules: ["t1", "t2"] },
    ]);
  });

  test("I6 what was dropped and set aside is counted by rule", () => {
    const rules = [rule("name", "is", "Signup", "drop", "d"), other("quarantine", "q")];
    expect(sifted(rules).outcomes).toEqual([
      {
        site: "site",
        minute: Date.UTC(2026, 10, 24, 9, 30),
        stage: "consumer",
        reason: "rule_drop",
        rule: "d",
        n: 1,
      },
      expect.objectContaining({ reason: "rule_quarantine", rule: "q", n: 1 }),
    ]);
  });

  test("a thousand rules of every kind decide as they would one by one", () => {
    const ops = ["is", "is_not", "contains", "glob"];
    const values = ["/Blog/2026", "/x*", "/b", "Sign*", "pageview", "e", "*"];
    const rules = Array.from({ length: MAX_RULES }, (_, at) =>
      rule(
        at % 2 ? "path" : "name",
        ops[at % 4] ?? "",
        values[at % 7] ?? "",
        at === 990 ? "drop" : "tag",
        `r${at}`,
      ),
    );
    const single = (event: number) =>
      rules.filter((each) =>
        sifted([{ ...each, action: "drop" }]).dropped.some((one) =>
          one.event.event_id.endsWith(String(event)),
        ),
      );
    const both = sifted(rules);
    for (const [at, event] of [...both.events, ...both.dropped.map((each) => each.event)].entries()) {
      const matching = single(at).map(({ id }) => id);
      const decisive = matching.indexOf("r990");
      if (decisive < 0) expect(event.rules).toEqual(matching);
      else expect(both.dropped.some(({ rule: id }) => id === "r990")).toBe(true);
    }
  });
});
