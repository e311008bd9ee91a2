/** How the visitor got here: referrer, source, channel, click id and campaign, each from the ones before. */
import type { EnrichedEvent } from "../../../schema/message.ts";
import { channelOf } from "./channel.ts";
import { clickIdOf, clickNetwork, isPaidClick } from "./click-id.ts";
import { parseReferrer, sourceOf } from "./source.ts";
import type { Page } from "./url.ts";
import { campaignOf, sourceTag } from "./utm.ts";

type Acquisition = Pick<
  EnrichedEvent,
  | "referrer"
  | "source"
  | "channel"
  | "click_id"
  | "utm_source"
  | "utm_medium"
  | "utm_campaign"
  | "utm_content"
  | "utm_term"
>;

/** `domains` are the site's own hosts, beside the host of the page itself. */
export function acquisitionOf(page: Page, referrer: unknown, domains: readonly string[]): Acquisition {
  const campaign = campaignOf(page.params);
  const tag = sourceTag(page.params);
  const click_id = clickIdOf(page.params);
  const from = parseReferrer(referrer, [page.hostname, ...domains.map(withoutWww)]);
  const source = sourceOf(tag, from, click_id);
  const channel = channelOf({
    ...campaign,
    ...source,
    source: source.name,
    utm_source: tag,
    isPaidClick: isPaidClick(click_id) && ownsClick(clickNetwork(click_id), source.name),
  });
  return { referrer: from.referrer, source: source.name, channel, click_id, ...campaign };
}

const withoutWww = (domain: string) => domain.toLowerCase().replace(/^www\./, "");

/** A click id that was copied along to another network's page proves nothing; YouTube's advertisements are Google's. */
const ownsClick = (network: string, source: string) =>
  source.startsWith(network) || (network === "Google" && source === "YouTube");
