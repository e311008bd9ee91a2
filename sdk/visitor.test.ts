import { beforeEach, describe, expect, test, vi } from "vitest";
import { setOptions } from "./options.ts";

const START_MS = 1_800_000_000_000;
const GAP_MS = 5 * 60_000;
let storage: Record<string, string>;

/** The file keeps the page's one visitor, so each test loads it anew, as a page does. */
async function openPage() {
  vi.resetModules();
  const options = await import("./options.ts");
  options.setOptions({ site: "a.b", host: "https://stats.example", sessionMinutes: 5 });
  return import("./visitor.ts");
}

beforeEach(() => {
  vi.useFakeTimers({ now: START_MS });
  storage = {};
  vi.stubGlobal("localStorage", storage);
  setOptions({ site: "a.b", host: "https://stats.example" });
  return () => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  };
});

describe("a visitor who agreed", () => {
  test("keeps the session within the gap, exactly the gap still continues it, and more ends it", async () => {
    const { see, setLevel } = await openPage();
    setLevel("full");
    const first = see();
    vi.setSystemTime(START_MS + GAP_MS);
    expect(see()).toEqual(first);
    vi.setSystemTime(START_MS + 2 * GAP_MS + 1);
    expect(see()?.anonymous_id).toBe(first?.anonymous_id);
    expect(see()?.session_id).not.toBe(first?.session_id);
  });

  test("is the same on the next page", async () => {
    const before = await openPage();
    before.setLevel("full");
    const first = before.see();
    const after = await openPage();
    after.setLevel("full");
    expect(after.see()).toEqual(first);
  });

  test("in the middle of a visit shows the id from the next visit on", async () => {
    const { see, setLevel } = await openPage();
    setLevel("cookieless");
    expect(see()).toBeUndefined();
    setLevel("full", true);
    expect(see()?.anonymous_id).toBeUndefined();
    expect(storage["footfall.a.b"]).toContain("anonymous_id");
    vi.setSystemTime(START_MS + GAP_MS + 1);
    expect(see()?.anonymous_id).toEqual(expect.any(String));
  });

  test("is as old as the page where storage is blocked", async () => {
    vi.stubGlobal("localStorage", undefined);
    const { see, setLevel } = await openPage();
    setLevel("full");
    expect(see()).toEqual(see());
  });

  test("is forgotten when that is taken back", async () => {
    const { see, setLevel } = await openPage();
    setLevel("full");
    const first = see();
    setLevel("cookieless");
    expect(storage).toEqual({});
    expect(see()).toBeUndefined();
    setLevel("full");
    expect(see()?.anonymous_id).not.toBe(first?.anonymous_id);
  });
});

test("who is known without consent is known for this page only", async () => {
  const { see, setLevel, setUser } = await openPage();
  setLevel("cookieless");
  setUser("user-7");
  expect(see()).toEqual({ user_id: "user-7" });
  setUser();
  expect(see()).toBeUndefined();
  expect(storage).toEqual({});
});
