/** The five campaign parameters, as the marketer wrote them. */
import { bounded } from "./text.ts";

const MAX_TAG_CHARS = 300;

export interface Campaign {
  utm_source: string;
  utm_medium: string;
  utm_campaign: string;
  utm_content: string;
  utm_term: string;
}

export function campaignOf(params: URLSearchParams): Campaign {
  const tag = (name: string) => bounded(params.get(name), MAX_TAG_CHARS);
  return {
    utm_source: tag("utm_source"),
    utm_medium: tag("utm_medium"),
    utm_campaign: tag("utm_campaign"),
    utm_content: tag("utm_content"),
    utm_term: tag("utm_term"),
  };
}

/** What names the source when no `utm_source` does. */
export function sourceTag(params: URLSearchParams): string {
  return (
    ["utm_source", "source", "ref"].map((name) => bounded(params.get(name), MAX_TAG_CHARS)).find(Boolean) ??
    ""
  );
}
