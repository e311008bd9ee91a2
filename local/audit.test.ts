import { expect, test } from "vitest";
import { auditOf } from "./audit.ts";

const vulnerability = (severity: string) => ({ severity, via: [{ title: "Prototype pollution" }] });

test.each([
  ["no weakness", { vulnerabilities: {} }, { kind: "clean" }],
  ["a low one", { vulnerabilities: { a: vulnerability("low") } }, { kind: "clean" }],
  [
    "a high one",
    { vulnerabilities: { a: vulnerability("high"), b: vulnerability("moderate") } },
    { kind: "weak", found: [{ name: "a", severity: "high", title: "Prototype pollution" }] },
  ],
  [
    "one through another package",
    { vulnerabilities: { a: { severity: "critical", via: ["b"] } } },
    { kind: "weak", found: [{ name: "a", severity: "critical", title: "through b" }] },
  ],
  [
    "a registry that refuses",
    { error: { code: "E405", summary: "Method Not Allowed" } },
    { kind: "unknown", why: "Method Not Allowed" },
  ],
  ["nothing that is known", {}, { kind: "unknown", why: "no answer" }],
])("%s", (_, report, expected) => expect(auditOf(JSON.stringify(report))).toEqual(expected));

test("what is no report is not a pass", () =>
  expect(auditOf("npm error")).toMatchObject({ kind: "unknown" }));
