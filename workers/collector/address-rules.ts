/** Which of a site's rules over addresses match? The consumer decides what they do; the address stays here. Pure. */
import type { AddressRule } from "../control/sites.ts";
import { addressBits } from "./address.ts";

/** Ids of rules by family and prefix in binary digits, and the lengths that occur: a look-up a length, however many rules. */
interface Compiled {
  byPrefix: Map<string, string[]>;
  lengths: number[];
}

/** By the site's own list, which is another one after each read of its row. */
const compiled = new WeakMap<readonly AddressRule[], Compiled>();

/** Ids in the order of their prefixes' lengths; empty for what is not an address. */
export function matchingRules(rules: readonly AddressRule[], address: string): string[] {
  if (rules.length === 0) return [];
  const bits = addressBits(address);
  if (bits === null) return [];
  const { byPrefix, lengths } = compiled.get(rules) ?? compile(rules);
  return lengths.flatMap((length) => byPrefix.get(keyOf(bits, length)) ?? []);
}

function compile(rules: readonly AddressRule[]): Compiled {
  const byPrefix = new Map<string, string[]>();
  const lengths = new Set<number>();
  for (const { id, cidr } of rules) {
    const [address = "", length] = cidr.split("/");
    const bits = addressBits(address);
    if (bits === null) continue; // the query worker stores none such
    const key = keyOf(bits, Number(length ?? bits.length));
    byPrefix.set(key, [...(byPrefix.get(key) ?? []), id]);
    lengths.add(Number(length ?? bits.length));
  }
  const made = { byPrefix, lengths: [...lengths].sort((a, b) => a - b) };
  compiled.set(rules, made);
  return made;
}

/** The families are told apart by how many bits their addresses have. */
const keyOf = (bits: string, length: number): string => `${bits.length} ${bits.slice(0, length)}/${length}`;
