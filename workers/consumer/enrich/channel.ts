/** By which kind of road? The default grouping of the field: the first rule that holds names the channel. */
import { CHANNELS, type Channel } from "../../../schema/words.ts";
import type { SourceKind } from "./sources.ts";

export interface ChannelFacts {
  /** Name of the source; empty when there is none. */
  source: string;
  kind: SourceKind;
  /** The tag that names the source says that the visit was paid for. */
  isPaidTag: boolean;
  /** A click id of the source's own network was present that only paid clicks carry. */
  isPaidClick: boolean;
  utm_source: string;
  utm_medium: string;
  utm_campaign: string;
}

/** The facts in the words of the rules; texts in lower case. */
interface Signs {
  kind: SourceKind;
  hasSource: boolean;
  medium: string;
  campaign: string;
  tag: string;
  isShopping: boolean;
  /** The medium says paid. */
  isPaid: boolean;
  /** The medium, the tag or the click says paid. */
  isPaidAnyhow: boolean;
}

const PAID_MEDIUM = /^(.*cp.*|ppc|retargeting|paid.*)$/;
const SHOPPING_CAMPAIGN = /^(.*(([^a-df-z]|^)shop|shopping).*)$/;
const DISPLAY_MEDIUM = new Set(["display", "banner", "expandable", "interstitial", "cpm"]);
const SOCIAL_MEDIUM = new Set([
  "social",
  "social-network",
  "social-media",
  "sm",
  "social network",
  "social media",
]);
const EMAIL = /^e[-_ ]?mail|newsletter/;

const RULES: Record<Exclude<Channel, "Direct">, (signs: Signs) => boolean> = {
  "Cross-network": ({ campaign }) => campaign.includes("cross-network"),
  "Paid Shopping": ({ isShopping, isPaid }) => isShopping && isPaid,
  "Paid Search": ({ kind, isPaidAnyhow }) => kind === "search" && isPaidAnyhow,
  "Paid Social": ({ kind, isPaidAnyhow }) => kind === "social" && isPaidAnyhow,
  "Paid Video": ({ kind, isPaidAnyhow }) => kind === "video" && isPaidAnyhow,
  Display: ({ medium, kind }) => DISPLAY_MEDIUM.has(medium) || kind === "ads",
  "Paid Other": ({ isPaid }) => isPaid,
  "Organic Shopping": ({ isShopping }) => isShopping,
  "Organic Social": ({ kind, medium }) => kind === "social" || SOCIAL_MEDIUM.has(medium),
  "Organic Video": ({ kind, medium }) => kind === "video" || medium.includes("video"),
  "AI Assistants": ({ kind }) => kind === "ai",
  "Organic Search": ({ kind, medium }) => kind === "search" || medium === "organic",
  Email: ({ kind, medium, tag }) => kind === "email" || EMAIL.test(medium) || EMAIL.test(tag),
  Affiliates: ({ medium }) => medium === "affiliate" || medium === "affiliates",
  Audio: ({ medium }) => medium === "audio",
  SMS: ({ medium, tag }) => medium === "sms" || tag === "sms",
  "Mobile Push Notifications": ({ medium, tag }) =>
    medium.endsWith("push") || /mobile|notification/.test(medium) || tag === "firebase",
  Referral: ({ hasSource, medium }) => hasSource || ["referral", "app", "link"].includes(medium),
};

/** The channel of a visit that began with these facts. */
export function channelOf(facts: ChannelFacts): Channel {
  const signs = signsOf(facts);
  return CHANNELS.find((channel) => channel !== "Direct" && RULES[channel](signs)) ?? "Direct";
}

function signsOf({ source, kind, isPaidTag, isPaidClick, ...utm }: ChannelFacts): Signs {
  const [tag, medium, campaign] = [utm.utm_source, utm.utm_medium, utm.utm_campaign].map((text) =>
    text.trim().toLowerCase(),
  ) as [string, string, string]; // a map keeps the length
  const isPaid = PAID_MEDIUM.test(medium);
  return {
    kind,
    hasSource: source !== "",
    medium,
    campaign,
    tag,
    isShopping: kind === "shopping" || SHOPPING_CAMPAIGN.test(campaign),
    isPaid,
    isPaidAnyhow: isPaid || isPaidTag || isPaidClick,
  };
}
