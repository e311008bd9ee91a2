import { expect, test } from "vitest";
import { NO_SITE } from "../../schema/outcomes.ts";
import { Ledger } from "./ledger.ts";

const NOW = Date.UTC(2026, 10, 24, 12, 0, 30);
const MINUTE = Date.UTC(2026, 10, 24, 12);
const total = (counts: readonly { n: number }[]) => counts.reduce((sum, { n }) => sum + n, 0);

/** All that a ledger holds. */
function drain(ledger: Ledger) {
  const all = [];
  while (!ledger.isEmpty) all.push(...ledger.take());
  return all;
}

test("sums by site, minute and reason", () => {
  const ledger = new Ledger();
  ledger.add("a", "invalid", 2, NOW);
  ledger.add("a", "invalid", 1, NOW + 1_000);
  ledger.add("a", "too_old", 1, NOW);
  ledger.add("b", "invalid", 1, NOW + 60_000);
  const count = { stage: "collector", minute: MINUTE };
  expect(drain(ledger)).toEqual([
    { ...count, site: "a", reason: "invalid", n: 3 },
    { ...count, site: "a", reason: "too_old", n: 1 },
    { ...count, site: "b", reason: "invalid", n: 1, minute: MINUTE + 60_000 },
  ]);
});

test("gives away a message's worth at a time, and takes back what was not sent", () => {
  const ledger = new Ledger();
  for (let i = 0; i < 120; i++) ledger.add(`s${i}`, "invalid", 1, NOW);
  const first = ledger.take();
  expect(first).toHaveLength(50);
  ledger.add("s0", "invalid", 1, NOW);
  ledger.putBack(first);
  const all = drain(ledger);
  expect(all).toHaveLength(120);
  expect(total(all)).toBe(121);
});

test("is bounded: what is too much is counted under no site, and nothing is lost", () => {
  const ledger = new Ledger();
  for (let i = 0; i < 5_000; i++)
    ledger.add(`s${i}`, ["invalid", "too_old"][i % 2] ?? "", 1, NOW + i * 60_000);
  const all = drain(ledger);
  expect(all.length).toBeLessThanOrEqual(502);
  expect(total(all)).toBe(5_000);
  expect(all.filter(({ site }) => site === NO_SITE).map(({ reason }) => reason)).toEqual([
    "invalid",
    "too_old",
  ]);
});
