/** What rules may ask of an event: the cleaned row, and what is not stored of the request. Pure. */
import type { EnrichedEvent, RawEvent, RawGroup } from "../../../schema/message.ts";
import { QUERY_PREFIX, type RuleField } from "../../../schema/rule.ts";
import { parseUrl } from "../enrich/url.ts";
import type { FactOf } from "./compile.ts";

/** `event` is what enrichment made of `raw`, an event of `group`. */
export function factsOf(event: EnrichedEvent, raw: RawEvent, group: RawGroup): FactOf {
  let params: URLSearchParams | null = null;
  return (field: RuleField) => {
    switch (field) {
      case "address":
        return undefined;
      case "user_agent":
        return group.client.user_agent;
      case "asn":
        return String(event.asn ?? 0);
      case "country":
      case "region":
      case "hostname":
      case "path":
      case "referrer":
      case "name":
        return event[field];
      default:
        params ??= parseUrl(raw.url)?.searchParams ?? new URLSearchParams();
        return params.get(field.slice(QUERY_PREFIX.length)) ?? undefined;
    }
  };
}
