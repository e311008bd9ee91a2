import { expect, test } from "vitest";
import type { Outcome, Problem } from "../../api.ts";
import { throughPages } from "./pages.ts";

interface Page {
  restored: number;
  next: string | null;
}
const AWAY: Problem = { kind: "refused", status: 503, message: "The queue takes no messages now." };

/** An endpoint that gives these answers one after another, and remembers how it was asked. */
function endpoint(answers: (Page | Problem)[]) {
  const asked: unknown[] = [];
  const ask = async (more: { after?: string }): Promise<Outcome<Page>> => {
    const answer = answers[asked.push(more) - 1];
    if (answer === undefined) throw new Error("It was asked once too often.");
    return "kind" in answer ? { ok: false, problem: answer } : { ok: true, value: answer };
  };
  return { asked, ask };
}

test.each([
  ["one page", [{ restored: 3, next: null }], 3, null, [{}]],
  [
    "page after page",
    [
      { restored: 500, next: "a" },
      { restored: 500, next: "b" },
      { restored: 7, next: null },
    ],
    1_007,
    null,
    [{}, { after: "a" }, { after: "b" }],
  ],
  [
    "up to a refusal, of which it tells",
    [{ restored: 500, next: "a" }, AWAY],
    500,
    AWAY,
    [{}, { after: "a" }],
  ],
  ["nothing where the first is refused", [AWAY], 0, AWAY, [{}]],
])("goes through %s", async (_, answers, done, problem, questions) => {
  const { asked, ask } = endpoint(answers);
  let sum = 0;
  const told = await throughPages(ask, ({ restored }) => {
    sum += restored;
  });
  expect([sum, told, asked]).toEqual([done, problem, questions]);
});
