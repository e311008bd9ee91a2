/** Where did the visitor come from? A tag in the page's URL, else the referrer, else the network of a click id. */
import { clickNetwork } from "./click-id.ts";
import { isPaymentProvider } from "./payment-providers.ts";
import { findAlias, findReferrer, type Known } from "./sources.ts";
import { bounded } from "./text.ts";
import { hostnameOf, parseUrl } from "./url.ts";

const MAX_REFERRER_CHARS = 500;

export interface Referrer {
  /** As it is stored: host and path, `example.com/a`, without query and fragment; empty when there is none to credit. */
  referrer: string;
  /** Host without `www.`, or the package of an Android app. */
  host: string;
  path: string;
}

const NONE: Referrer = { referrer: "", host: "", path: "" };

/** Reads `document.referrer`. The site's own hosts and local ones do not count: one does not refer to oneself. */
export function parseReferrer(referrer: unknown, ownHosts: readonly string[]): Referrer {
  const text = bounded(referrer, 4_000);
  const app = /^android-app:\/\/([\w.]{1,200})/.exec(text)?.[1];
  if (app) return { referrer: `android-app://${app}`, host: app, path: "/" };
  const url = text.startsWith("/") ? null : parseUrl(text);
  if (!url) return NONE;
  const host = hostnameOf(url);
  if (host === "" || ownHosts.includes(host) || isLocal(host)) return NONE;
  const path = url.pathname;
  return { referrer: bounded(host + path.replace(/\/+$/, ""), MAX_REFERRER_CHARS), host, path };
}

const isLocal = (host: string) =>
  host === "localhost" || host.endsWith(".localhost") || host === "[::1]" || host.startsWith("127.");

export interface Source extends Known {
  /** The tag says that the visit was paid for: `fb-ads`, `adwords`. */
  isPaidTag: boolean;
}

/**
 * The name that the lists show, and what kind of place it is. A tag that we do not know names itself; a referrer that
 * we do not know is its host. Payment providers send people back in the middle of a visit and are never a source.
 */
export function sourceOf(tag: string, referrer: Referrer, clickId: string): Source {
  if (tag !== "") return fromTag(tag);
  if (referrer.host !== "" && !isPaymentProvider(referrer.host))
    return { isPaidTag: false, ...fromReferrer(referrer) };
  const network = clickNetwork(clickId);
  return { isPaidTag: false, ...(findAlias(network) ?? { name: network, kind: "" }) };
}

const fromReferrer = ({ host, path }: Referrer): Known =>
  findReferrer(host, path) ?? { name: host, kind: "" };

/** Marketers write `fb-ads`, `Facebook`, `facebook.com` and `www.facebook.com` and mean one place. */
function fromTag(tag: string): Source {
  const [, bare = tag, ads] = /^(.+?)[-_ ]?(ads?)$/i.exec(tag) ?? [];
  const host = /^(?:https?:\/\/)?(?:www\.)?([a-z0-9.-]+\.[a-z]{2,})\/?$/i.exec(tag)?.[1]?.toLowerCase();
  const known = findAlias(tag) ?? (host ? findReferrer(host, "/") : undefined);
  if (known) return { ...known, isPaidTag: /^adwords$/i.test(tag) };
  const advertised = ads ? findAlias(bare) : undefined;
  return advertised
    ? { ...advertised, isPaidTag: true }
    : { name: host ?? tag, kind: "", isPaidTag: ads !== undefined };
}
