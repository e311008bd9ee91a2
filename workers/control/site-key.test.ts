import { describe, expect, test } from "vitest";
import { base32 } from "./base32.ts";
import { mintSiteId, mintSiteKey, verifySiteKey } from "./site-key.ts";

const SECRET = "a secret of the tests, 32 bytes or more";

describe("site keys", () => {
  test("a minted key gives its id back, the first time and from the cache", async () => {
    const id = mintSiteId();
    const key = await mintSiteKey(SECRET, id);
    expect(key).toMatch(/^[0-9a-z]{12}\.[0-9a-z]{16}$/);
    expect(await verifySiteKey(SECRET, key)).toBe(id);
    expect(verifySiteKey(SECRET, key)).toBe(id);
  });

  test("a key stays the same for ever: pages carry it", async () => {
    const key = await mintSiteKey(SECRET, "0123456789ab" as ReturnType<typeof mintSiteId>);
    expect(key).toBe("0123456789ab.pj3e0kzkatq4gmbr");
  });

  test("a key of another secret, another id or another tag is refused", async () => {
    const id = mintSiteId();
    const key = await mintSiteKey(SECRET, id);
    const tag = key.slice(13);
    const changed = tag.startsWith("0") ? `1${tag.slice(1)}` : `0${tag.slice(1)}`;
    for (const forged of [
      "",
      ".",
      id,
      `${id}.`,
      `${mintSiteId()}.${tag}`,
      `${id}.${changed}`,
      `${key} `,
      `${key}0`,
    ]) {
      expect(await verifySiteKey(SECRET, forged), forged).toBeNull();
    }
    expect(await verifySiteKey("another secret", key)).toBeNull();
  });

  test("ids do not repeat", () => {
    expect(new Set(Array.from({ length: 1_000 }, mintSiteId)).size).toBe(1_000);
  });
});

test.each([
  [[0x00], 1, "0"],
  [[0xff], 1, "z"],
  [[0b00001_000, 0b10_00000_0], 2, "12"],
  [[0xff, 0xff, 0xff, 0xff, 0xff], 8, "zzzzzzzz"],
])("base32 of %j in %i digits is %s", (bytes, length, text) => {
  expect(base32(Uint8Array.from(bytes), length)).toBe(text);
});
