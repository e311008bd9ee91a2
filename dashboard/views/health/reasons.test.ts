import { describe, expect, test } from "vitest";
import { FATES, type Fate } from "../../../schema/outcomes.ts";
import type { RefusalReason } from "../../../workers/collector/accept.ts";
import type { RefusalCode } from "../../../workers/collector/answer.ts";
import { explain } from "./explain.ts";
import { en as reasons } from "./messages/reasons/en.ts";
import { remedyFor } from "./outcome-counts.ts";

/** Answers of the collector that no event is counted under: it has no events, or was not asked about any. */
type Uncounted = "not_found" | "method_not_allowed" | "internal" | "unavailable";
type Emitted = RefusalReason | Exclude<RefusalCode, Uncounted> | Fate;

/** Of the debugger alone. */
const SHOWN_LIVE = { resend_or_late: true } as const;

/** The types hold this list to the code: a reason that is new there does not compile here. */
const EMITTED = {
  ...{ accepted: true, accepted_bot: true, accepted_ai: true, duplicate: true, rule_quarantine: true },
  ...{ restored: true, rule_drop: true, erased: true, unreadable: true, parked: true },
  ...{ invalid: true, too_large: true, too_old: true, no_visitor: true, gpc: true },
  ...{ not_json: true, bad_encoding: true, invalid_request: true, no_events: true, bad_site_key: true },
  ...{ bad_token: true, scope_missing: true, origin_not_allowed: true, too_many_events: true },
  ...{ unsupported_type: true, unsupported_encoding: true, rate_limited: true },
} satisfies Record<Emitted, true>;

describe("the reasons", () => {
  test("that the code writes are those that have words", () => {
    expect(Object.keys(reasons).sort()).toEqual(Object.keys({ ...EMITTED, ...SHOWN_LIVE }).sort());
    for (const fate of Object.keys(FATES)) expect(reasons).toHaveProperty(fate);
  });

  test.each(Object.keys(reasons))("%s says what happened and what to do, in sentences", (reason) => {
    const { says, next } = explain(reason);
    expect(says).toMatch(/^[A-Z].*\.$/);
    expect(next).toMatch(/^[A-Z].*\.$/);
  });

  test("that nobody knows yet are said as they are", () => {
    expect(explain("of_tomorrow").says).toBe("of_tomorrow");
    expect(remedyFor("of_tomorrow")).toBeNull();
  });
});
