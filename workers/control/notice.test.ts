import { createHmac } from "node:crypto";
import { expect, test, vi } from "vitest";
import type { Alert, Notice } from "../../schema/alerts.ts";
import { deliver, prepare, textOf } from "./notice.ts";

const NOW = Date.UTC(2026, 10, 24, 12);
const alert: Alert = {
  ...{
    id: "a",
    name: "On <call> & co",
    channel: "webhook",
    target: "https://hooks.example.com/x",
    secret: "ffs_secret",
  },
  ...{ conditions: {}, cooldown_ms: 0 },
};
const notice: Notice = { condition: "lag", state: "firing", value: 17, threshold: 10, since: NOW - 60_000 };

test("what is wrong and what is well again is a sentence with figure, bound and time", () => {
  expect(textOf(alert, notice)).toBe(
    "Footfall, On <call> & co: Events wait: 17 minutes, the bound is 10. Since 2026-11-24T11:59:00.000Z.",
  );
  expect(textOf(alert, { ...notice, state: "resolved", value: 0 })).toContain(
    "well again: events wait no more (0 minutes",
  );
  expect(textOf(alert, { ...notice, condition: "silence", site: "s1" })).toContain(
    "A site is silent (s1): 17 minutes",
  );
});

test("a webhook can be told from a forged one, and a kept one from a new one", async () => {
  const { headers, body } = await prepare(alert, notice, NOW);
  const [, time, signature] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(headers["footfall-signature"] ?? "") ?? [];
  expect(time).toBe(String(NOW / 1_000));
  expect(signature).toBe(createHmac("sha256", "ffs_secret").update(`${time}.${body}`).digest("hex"));
  expect(JSON.parse(body)).toMatchObject({
    v: 1,
    alert: { id: "a" },
    condition: "lag",
    state: "firing",
    value: 17,
    at: "2026-11-24T12:00:00.000Z",
  });
  expect(body).not.toContain("ffs_secret");
});

test("a name cannot make Slack or Discord call everybody", async () => {
  const named = { ...alert, name: "<!channel> @everyone" };
  expect(JSON.parse((await prepare({ ...named, channel: "slack" }, notice, NOW)).body).text).toContain(
    "&lt;!channel&gt;",
  );
  expect(
    JSON.parse((await prepare({ ...named, channel: "discord" }, notice, NOW)).body).allowed_mentions,
  ).toEqual({ parse: [] });
});

test("mail leaves by the binding where there is one, else by the API, else it is said what is missing", async () => {
  const mailbox: Alert = { ...alert, channel: "email", target: "ops@example.com" };
  const sent: unknown[] = [];
  // Of the binding only this is used.
  const EMAIL = { send: async (message: unknown) => void sent.push(message) } as unknown as SendEmail;
  expect(await deliver(mailbox, notice, NOW, { EMAIL, MAIL_FROM: "footfall@example.com" })).toEqual({
    ok: true,
  });
  expect(sent).toMatchObject([
    { from: "footfall@example.com", to: "ops@example.com", subject: "Footfall: Events wait" },
  ]);

  const calls: [string, RequestInit][] = [];
  vi.stubGlobal("fetch", async (url: string, init: RequestInit) => {
    calls.push([url, init]);
    return new Response("{}");
  });
  const api = {
    MAIL_API_URL: "https://api.mail.dev/send",
    MAIL_API_TOKEN: "key",
    MAIL_FROM: "footfall@example.com",
  };
  expect(await deliver(mailbox, notice, NOW, api)).toEqual({ ok: true });
  expect(calls[0]?.[0]).toBe(api.MAIL_API_URL);
  expect(calls[0]?.[1].headers).toMatchObject({ authorization: "Bearer key" });
  vi.unstubAllGlobals();

  expect(await deliver(mailbox, notice, NOW, {})).toMatchObject({
    ok: false,
    reason: expect.stringContaining("MAIL_FROM"),
  });
  const refusing = { send: () => Promise.reject(new Error("unverified")) } as unknown as SendEmail;
  expect(await deliver(mailbox, notice, NOW, { EMAIL: refusing, MAIL_FROM: "a@b.dev" })).toMatchObject({
    ok: false,
  });
});
