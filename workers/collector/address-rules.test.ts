import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addressBits } from "./address.ts";
import { matchingRules } from "./address-rules.ts";

const matches = (cidr: string, address: string) => matchingRules([{ id: "r", cidr }], address).length === 1;

describe("a rule over addresses", () => {
  test.each([
    ["203.0.113.0/24", "203.0.113.7", true],
    ["203.0.113.0/24", "203.0.114.7", false],
    ["203.0.113.7/32", "203.0.113.7", true],
    ["203.0.113.7/32", "203.0.113.8", false],
    ["203.0.113.7", "203.0.113.7", true],
    ["128.0.0.0/1", "255.255.255.255", true],
    ["128.0.0.0/1", "127.255.255.255", false],
    ["0.0.0.0/0", "192.0.2.1", true],
    ["0.0.0.0/0", "2001:db8::1", false],
    ["::/0", "2001:db8::1", true],
    ["::/0", "192.0.2.1", false],
    ["2001:db8::/32", "2001:db8:ffff::1", true],
    ["2001:db8::/32", "2001:db9::1", false],
    ["2001:db8:0:1::/64", "2001:0DB8:0000:0001:aaaa:bbbb:cccc:dddd", true],
    ["2001:db8::1/128", "2001:db8::1", true],
    ["2001:db8::1/128", "2001:db8::2", false],
    ["203.0.113.0/24", "::ffff:203.0.113.9", true],
    ["203.0.113.0/24", "[::ffff:cb00:7109]", true],
    ["fe80::/10", "fe80::1%eth0", true],
    ["0.0.0.0/0", "not an address", false],
    ["0.0.0.0/0", "", false],
  ])("%s and %s: %s", (cidr, address, expected) => expect(matches(cidr, address)).toBe(expected));

  test("several may match, the widest first, and the list may change", () => {
    const rules = [
      { id: "office", cidr: "192.0.2.7/32" },
      { id: "net", cidr: "192.0.2.0/24" },
      { id: "twin", cidr: "192.0.2.0/24" },
      { id: "other", cidr: "198.51.100.0/24" },
    ];
    expect(matchingRules(rules, "192.0.2.7")).toEqual(["net", "twin", "office"]);
    expect(matchingRules(rules.slice(0, 1), "192.0.2.8")).toEqual([]);
    expect(matchingRules([], "192.0.2.7")).toEqual([]);
  });

  test("a thousand rules agree with asking each of them by its bits", () => {
    const octets = fc
      .tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255))
      .map((parts) => parts.join("."));
    const groups = fc
      .array(fc.nat(0xffff), { minLength: 8, maxLength: 8 })
      .map((parts) => parts.map((part) => part.toString(16)).join(":"));
    const address = fc.oneof(octets, groups);
    const rule = fc
      .tuple(address, fc.nat(128))
      .map(([base, length]) => ({ base, length: base.includes(":") ? length : length % 33 }));
    fc.assert(
      fc.property(fc.array(rule, { minLength: 1, maxLength: 1_000 }), address, (rules, asked) => {
        const listed = rules.map(({ base, length }, i) => ({ id: String(i), cidr: `${base}/${length}` }));
        const expected = rules.flatMap(({ base, length }, i) => {
          const [of, is] = [addressBits(base) ?? "", addressBits(asked) ?? "x"];
          return of.length === is.length && of.slice(0, length) === is.slice(0, length) ? [String(i)] : [];
        });
        expect(matchingRules(listed, asked).toSorted()).toEqual(expected.toSorted());
      }),
      { numRuns: 50 },
    );
  });
});
