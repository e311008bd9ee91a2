/** What our words mean, as examples over the real path: capture, queue, shard, ClickHouse, `/api/v2/query`. */
import { beforeAll, describe, expect, test } from "vitest";
import { type Case, captureOf, readCases } from "./cases/case.ts";
import { theFootfall } from "./footfall.ts";

const footfall = theFootfall();
const cases = readCases();
/** Of each case, by its id. */
const sites = new Map<string, string>();

/** One flush for all: what is slow is the way to the database, not the number of events. */
beforeAll(async () => {
  for (const each of cases) {
    const site = await footfall.createSite(each.id, [`${each.id}.test`], each.timezone);
    sites.set(each.id, site.id);
    for (const goal of each.goals) await footfall.createGoal({ site_id: site.id, ...goal });
    if (each.events.length === 0) continue;
    const { status, body } = await footfall.capture(captureOf(each, site.key));
    if (status !== 202 || body.accepted !== each.events.length)
      throw new Error(`${each.id}: capture answered ${status} ${JSON.stringify(body)}`);
  }
  await footfall.flush();
});

async function ask({ id, query }: Case) {
  const response = await fetch(`${footfall.url}/api/v2/query`, {
    method: "POST",
    headers: { authorization: `Bearer ${footfall.token}`, "content-type": "application/json" },
    body: JSON.stringify({ site_id: sites.get(id), ...query }),
  });
  return { status: response.status, body: await response.json() };
}

describe("events in, numbers out", () => {
  test.each(cases)("$id: $about", async (each) => {
    const answer = await ask(each);
    if ("status" in each.expected) {
      expect(answer).toEqual({ status: each.expected.status, body: { error: expect.any(String) } });
      return;
    }
    const { rows, meta } = each.expected;
    expect(answer).toMatchObject({ status: 200, body: { results: rows, meta } });
  });

  test("which have ids of their own", () => expect(sites.size).toBe(cases.length));
});
