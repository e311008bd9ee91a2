import { describe, expect, test } from "vitest";
import { outboundRefusal, sendOutbound } from "./outbound.ts";

describe("where nothing is sent", () => {
  test.each([
    "http://hooks.example.com/x",
    "ftp://hooks.example.com/x",
    "hooks.example.com",
    "https://user:password@hooks.slack.com/",
    "https://hooks.slack.com:8443/",
    "https://localhost/",
    "https://LOCALHOST./",
    "https://a.localhost/",
    "https://router.local/",
    "https://db.internal/",
    "https://metadata.google.internal/",
    "https://nas.home.arpa/",
    "https://printer/",
    "https://127.0.0.1/",
    "https://127.1/",
    "https://2130706433/",
    "https://0x7f.0.0.1/",
    "https://0177.0.0.1/",
    "https://0.0.0.0/",
    "https://10.0.0.8/",
    "https://169.254.169.254/latest/meta-data",
    "https://192.168.1.1/",
    "https://8.8.8.8/",
    "https://[::1]/",
    "https://[::]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[fd00::1]/",
    "https://[fe80::1]/",
    "https://[64:ff9b::7f00:1]/",
    "https://１２７.0.0.1/",
    "https://ⓛocalhost/",
    `https://hooks.slack.com/${"x".repeat(2_000)}`,
  ])("%s", (address) => {
    expect(outboundRefusal(address)).toMatch(/^(It|Name) .+\.$/);
  });

  test.each([
    "https://hooks.slack.com/services/T/B/x",
    "https://discord.com/api/webhooks/1/x",
    "https://hooks.mycompany.dev/?a=b",
  ])("but to %s it may be", (address) => expect(outboundRefusal(address)).toBeNull());
});

describe("sending", () => {
  const asked: string[] = [];
  const answering =
    (response: Response | Error): typeof fetch =>
    async (input, init) => {
      asked.push(`${String(input)} ${init?.redirect}`);
      if (response instanceof Error) throw response;
      return response;
    };
  const send = (address: string, response: Response | Error) =>
    sendOutbound(address, { headers: {}, body: "{}" }, 1_000, answering(response));

  test.each([
    [new Response("ok"), { ok: true }],
    [new Response(null, { status: 204 }), { ok: true }],
    [new Response("secret words", { status: 500 }), { ok: false, reason: "It answered 500." }],
    [
      new Response(null, { status: 307, headers: { location: "https://127.0.0.1/" } }),
      { ok: false, reason: expect.stringContaining("redirects") },
    ],
    [
      new Response(null, { status: 302, headers: { location: "https://hooks.slack.com/" } }),
      { ok: false, reason: expect.stringContaining("redirects") },
    ],
    [new Error("getaddrinfo ENOTFOUND secret"), { ok: false, reason: "It does not answer." }],
  ])("%o", async (response, expected) => {
    expect(await send("https://hooks.slack.com/x", response)).toEqual(expected);
  });

  test("asks each place once, and a private one not at all", async () => {
    expect(asked).toEqual(Array.from({ length: 6 }, () => "https://hooks.slack.com/x manual"));
    expect(await send("https://169.254.169.254/", new Response("ok"))).toMatchObject({ ok: false });
    expect(asked).toHaveLength(6);
  });
});
