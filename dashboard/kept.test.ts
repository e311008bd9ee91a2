import { beforeEach, describe, expect, test } from "vitest";
import type { Api, Outcome } from "./api.ts";
import { createKept, type KeptCache } from "./kept.ts";

interface Token {
  id: string;
  name: string;
}

let calls: string[];
let answers: Outcome<unknown>[];
let cache: KeptCache;

const refused = { ok: false, problem: { kind: "refused", status: 403, message: "no" } } as const;
/** Only `call` is asked by lists. */
const api = {
  call: async (method: string, path: string) => {
    calls.push(`${method} ${path}`);
    return answers.shift() ?? { ok: true, value: null };
  },
} as unknown as Api;

const tokens = () =>
  createKept<Token>(api, cache, { path: "/v1/tokens", search: "?site_id=a", key: "tokens" });
const names = (kept: ReturnType<typeof tokens>) => kept.things.value?.map(({ name }) => name) ?? null;

beforeEach(() => {
  calls = [];
  cache = new Map();
  answers = [
    {
      ok: true,
      value: {
        tokens: [
          { id: "1", name: "one" },
          { id: "2", name: "two" },
        ],
      },
    },
  ];
});

describe("a list of the API", () => {
  test("is unknown until it is answered, and known at once when it is opened again", async () => {
    const kept = tokens();
    expect(names(kept)).toBeNull();
    await kept.load();
    expect(calls).toEqual(["GET /v1/tokens?site_id=a"]);
    expect(names(tokens())).toEqual(["one", "two"]);
  });

  test("keeps what it showed when it cannot be asked again", async () => {
    const kept = tokens();
    await kept.load();
    answers.push({ ok: false, problem: { kind: "unreachable" } });
    await kept.load();
    expect(names(kept)).toEqual(["one", "two"]);
    expect(kept.problem.value).toEqual({ kind: "unreachable" });
  });

  test("puts what is made first, and hands over what is shown this once", async () => {
    const kept = tokens();
    await kept.load();
    answers.push({ ok: true, value: { id: "3", name: "three", token: "ff_x" } });
    const made = await kept.create<Token & { token: string }>({ name: "three" });
    expect(made.ok && made.value.token).toBe("ff_x");
    expect(names(kept)).toEqual(["three", "one", "two"]);
    expect(calls.at(-1)).toBe("POST /v1/tokens");
  });

  test("changes one in its place", async () => {
    const kept = tokens();
    await kept.load();
    answers.push({ ok: true, value: { id: "1", name: "first" } });
    await kept.change("1", { name: "first" });
    expect(names(kept)).toEqual(["first", "two"]);
    expect(calls.at(-1)).toBe("PATCH /v1/tokens/1");
  });

  test("takes away at once, and puts back what the API keeps", async () => {
    const kept = tokens();
    await kept.load();
    answers.push(refused);
    const removing = kept.remove("1");
    expect(names(kept)).toEqual(["two"]);
    expect(await removing).toBe(false);
    expect(names(kept)).toEqual(["one", "two"]);
    expect(kept.problem.value).toMatchObject({ message: "no" });
  });
});
