import { describe, expect, test } from "vitest";
import { newRule, ruleDryRun } from "../../../schema/rule-input.ts";
import { choiceOf, heldPath, pageOf, senderOf } from "./held.ts";
import {
  conditionOf,
  DRAFT_FIELDS,
  draftOf,
  NEW_RULE,
  opsFor,
  type RuleDraft,
  ruleBody,
  withField,
} from "./rule-draft.ts";
import { ruleText } from "./rule-text.ts";
import { sectionsFor } from "./sections.ts";

describe("a rule in the making", () => {
  test.each(DRAFT_FIELDS)("of %s has an operator that can be asked, and is what the API takes", (field) => {
    const draft = { ...withField(NEW_RULE, field), parameter: "ref", value: " x " };
    expect(opsFor(draft)).toContain(draft.op);
    const body = ruleBody(draft);
    expect(newRule.safeParse({ site_id: "a", ...body }).success).toBe(true);
    expect(ruleDryRun.safeParse({ site_id: "a", ...conditionOf(draft) }).success).toBe(true);
    expect(body?.value).toBe("x");
  });

  test("keeps its operator where the next field can be asked so too", () => {
    const contains: RuleDraft = { ...NEW_RULE, op: "contains" };
    expect(withField(contains, "hostname").op).toBe("contains");
    expect(withField(contains, "address").op).toBe("in");
    expect(withField(contains, "country").op).toBe("is");
  });

  test.each([[{ value: " " }], [{ field: "query", parameter: " ", value: "x" }]] satisfies [
    Partial<RuleDraft>,
  ][])("is not sent while %j is all of it", (said) => {
    expect(ruleBody({ ...NEW_RULE, ...said })).toBeNull();
    expect(conditionOf({ ...NEW_RULE, ...said })).toBeNull();
  });

  test("that was kept comes back as it was said", () => {
    const kept = { field: "query:utm_id", op: "is", value: "7", action: "tag", name: "Seven" } as const;
    expect(ruleBody(draftOf(kept))).toEqual(kept);
  });

  test("is a sentence", () => {
    expect(ruleText({ field: "path", op: "glob", value: "/wp-*" })).toBe("Path matches /wp-*");
    expect(ruleText({ field: "query:ref", op: "is_not", value: "a" })).toBe("Query parameter ref is not a");
  });
});

describe("the quarantine", () => {
  test.each([
    [{}, null, "site_id=a%26b"],
    [{ rule: "r_1", search: "wp & co" }, "9.x", "site_id=a%26b&rule=r_1&search=wp+%26+co&after=9.x"],
    [{ section: "quarantine", rule: "", search: "" }, null, "site_id=a%26b"],
  ])("chosen by %j after %j is asked by %s", (own, after, question) => {
    expect(heldPath("a&b", choiceOf(own), after)).toBe(`/v1/quarantine?${question}`);
  });

  test("shows of an event what it has, and nothing for what it has not", () => {
    expect(pageOf({ hostname: "a.test", path: "/x" })).toBe("a.test/x");
    expect(senderOf({ country: "DE", browser: "", os: 7 })).toBe("DE");
  });
});

describe("pages of the health view", () => {
  const everybody = ["outcomes", "quarantine", "live", "installation"];

  test.each([
    ["nobody knows yet", null, everybody],
    ["a reader", { scopes: ["stats:read"], sites: ["a"] } as const, everybody],
    [
      "who keeps the site",
      { scopes: ["stats:read", "sites:admin"], sites: ["a"] } as const,
      ["outcomes", "quarantine", "live", "rules", "installation"],
    ],
    ["who keeps another site", { scopes: ["sites:admin"], sites: ["b"] } as const, everybody],
    [
      "an administrator",
      { scopes: ["admin"], sites: [] } as const,
      ["outcomes", "quarantine", "live", "rules", "pipeline", "installation"],
    ],
  ])("are for %s those that would not be refused", (_, rights, sections) => {
    expect(sectionsFor(rights, "a")).toEqual(sections);
  });
});
