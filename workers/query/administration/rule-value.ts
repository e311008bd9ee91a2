/** A rule's condition as it is kept: what the field can be asked, and its value in the spelling of what it meets. Pure. */
import { opsOf, type RuleField } from "../../../schema/rule.ts";
import type { RuleCondition } from "../../../schema/rule-input.ts";
import { type Refusal, refuse } from "../refusal.ts";
import { canonicalCidr } from "./cidr.ts";

export function keptCondition({ field, op, value }: RuleCondition): RuleCondition | Refusal {
  const allowed = opsOf(field);
  if (!allowed.includes(op)) {
    const message = `\`${field}\` cannot be asked by \`${op}\`.`;
    return refuse(422, "wrong_operator", message, { path: "op", allowed });
  }
  const kept = keptValue(field, op, value);
  return typeof kept === "string" ? { field, op, value: kept } : kept;
}

function keptValue(field: RuleField, op: string, value: string): string | Refusal {
  switch (field) {
    case "address":
      return (
        canonicalCidr(value) ?? wrongValue("an address or a network such as 203.0.113.0/24 or 2001:db8::/32")
      );
    case "country":
      return /^[a-z]{2}$/i.test(value)
        ? value.toUpperCase()
        : wrongValue("a country's two letters, as in ISO 3166-1");
    case "asn": {
      const number = /^(?:AS)?(\d{1,10})$/i.exec(value)?.[1];
      return number !== undefined && Number(number) < 2 ** 32
        ? String(Number(number))
        : wrongValue("a network's number such as AS3320");
    }
    case "hostname":
      // Hosts are stored in lower case and without `www.`.
      return op === "is" || op === "is_not" ? value.toLowerCase().replace(/^www\./, "") : value.toLowerCase();
    default:
      return value;
  }
}

const wrongValue = (what: string): Refusal =>
  refuse(422, "wrong_value", `\`value\` must be ${what}.`, { path: "value" });
