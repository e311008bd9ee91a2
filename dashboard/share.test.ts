import { describe, expect, test } from "vitest";
import { createSharedApi, parseShared, sharedAddress } from "./share.ts";

describe("the address", () => {
  test("is a share's on its own path alone", () => {
    expect(parseShared("/", "", "#fs_x")).toBeNull();
    expect(parseShared("/share", "", "#fs_x")).toEqual({ token: "fs_x", isEmbedded: false });
    expect(parseShared("/share", "?embed=1", "")).toEqual({ token: "", isEmbedded: true });
  });

  test.each([
    ["", "", "/share#fs_x"],
    ["?period=7d", "", "/share?period=7d#fs_x"],
    ["?period=7d", "?embed=1&theme=dark&period=day", "/share?period=7d&embed=1&theme=dark#fs_x"],
    ["", "?theme=light", "/share?theme=light#fs_x"],
  ])("keeps its token and what it was opened with: %s %s", (view, search, address) => {
    expect(sharedAddress(view, search, "#fs_x")).toBe(address);
  });
});

describe("the API with a share's token", () => {
  const sent: [string, RequestInit][] = [];
  const answering = (body: unknown, status = 200) =>
    createSharedApi("fs_x", async (path, init) => {
      sent.push([path, init]);
      return new Response(JSON.stringify(body), { status });
    });

  test("sends it as a header and no cookie along", async () => {
    await answering({ answers: [] }).ask([]);
    const [path, init] = sent.at(-1) ?? [];
    expect(path).toBe("/v1/query");
    expect(init).toMatchObject({ credentials: "omit", headers: { authorization: "Bearer fs_x" } });
  });

  test("knows the one site that it shows", async () => {
    const share = { site: { id: "a", name: "A", timezone: "UTC" } };
    expect(await answering({ scopes: [], sites: ["a"], share }).sites()).toEqual({
      ok: true,
      value: [{ id: "a", name: "A", timezone: "UTC", key: "", domains: [] }],
    });
  });

  test("shows nothing with a token that is no share's, or has ended", async () => {
    const ended = { ok: false, problem: { kind: "signed_out" } };
    expect(await answering({ scopes: ["admin"], sites: [] }).sites()).toEqual(ended);
    expect(await answering({ error: {} }, 401).sites()).toEqual(ended);
  });

  test("signs nobody in", async () => {
    const api = answering({});
    expect((await api.signIn("ff_x")).ok).toBe(false);
    expect((await api.createSite({ name: "x", domains: [], timezone: "UTC" })).ok).toBe(false);
  });
});
