import { expect, test } from "vitest";
import { replayDead } from "./dead.ts";

test("page after page is sent again, and what is left is named", async () => {
  const asked: unknown[] = [];
  const answers = [
    { sent: 2, left: ["dead/messages/a.json"], next: "dead/messages/b.json" },
    { sent: 1, left: [], next: null },
  ];
  const send: typeof fetch = async (_, init) => {
    asked.push(JSON.parse(String(init?.body)));
    return Response.json(answers.shift());
  };
  expect(await replayDead("http://localhost", "token", send)).toEqual({
    sent: 3,
    left: ["dead/messages/a.json"],
  });
  expect(asked).toEqual([{}, { after: "dead/messages/b.json" }]);
});

test("a refusal ends it with the service's own sentence", async () => {
  const send: typeof fetch = async () => Response.json({ error: { message: "no" } }, { status: 403 });
  await expect(replayDead("http://localhost", "token", send)).rejects.toThrow("answered 403");
});
