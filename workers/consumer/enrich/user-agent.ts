/**
 * Which browser, system and device is it? ua-parser-js reads the user agent, client hints correct what browsers
 * freeze in it (Windows 11, the Android version, brands that pose as Chrome), and names become the field's.
 */
import UAParser from "ua-parser-js";
import type { Device } from "../../../schema/words.ts";
import { BROWSER_NAMES, BROWSERS_BY_TOKEN } from "./browser-names.ts";
import { type ClientHints, refineByHints } from "./client-hints.ts";
import { deviceOf } from "./device.ts";
import { osOf } from "./os.ts";
import { bounded } from "./text.ts";

export interface Agent {
  /** Empty when unknown, as all names here. */
  browser: string;
  /** `major.minor`, or what there is of it. */
  browser_version: string;
  os: string;
  os_version: string;
  device: Device;
}

/** Longer ones are junk or an attack on regular expressions. */
const MAX_AGENT_CHARS = 500;
/** A site's visitors share few agents; a full cache is dropped whole, which costs one parse each. */
const MAX_CACHED_AGENTS = 2_000;
const cache = new Map<string, Agent>();

/** Same arguments, same answer: the cache only saves the parse, about 50 µs. */
export function agentOf(userAgent: string, hints: ClientHints = {}): Agent {
  const text = spaced(bounded(userAgent, MAX_AGENT_CHARS));
  const key = JSON.stringify([text, hints]);
  const known = cache.get(key);
  if (known) return known;
  if (cache.size >= MAX_CACHED_AGENTS) cache.clear();
  const agent = refineByHints(parseAgent(text), hints);
  cache.set(key, agent);
  return agent;
}

/** Some logs and proxies write spaces as plus signs. */
const spaced = (text: string) => (text.includes(" ") ? text : text.replaceAll("+", " "));

/** From the user agent alone. */
function parseAgent(text: string): Agent {
  const parser = new UAParser(text);
  const os = osOf(text, parser.getOS());
  return {
    ...browserOf(text, parser.getBrowser()),
    ...os,
    device: deviceOf(text, parser.getDevice().type, os.os),
  };
}

interface Named {
  name: string | undefined;
  version: string | undefined;
}

function browserOf(text: string, { name, version }: Named): Pick<Agent, "browser" | "browser_version"> {
  for (const [browser, token] of BROWSERS_BY_TOKEN) {
    const found = token.exec(text);
    if (found) return { browser, browser_version: majorMinor(found[1]) };
  }
  if (!name) return { browser: "", browser_version: "" };
  // Views of Chrome's engine in apps copy the version that the old system browser had.
  const chrome = name === "Android Browser" ? /\bChrome\/([\d.]+)/.exec(text)?.[1] : undefined;
  if (chrome !== undefined) return { browser: "Chrome", browser_version: majorMinor(chrome) };
  // A view of Safari's engine tells only the engine's version.
  if (name === "WebKit") return { browser: "Safari", browser_version: "" };
  const browser = BROWSER_NAMES[name] ?? name;
  return {
    browser,
    browser_version: majorMinor(browser === "Internet Explorer" ? (trueIe(text) ?? version) : version),
  };
}

/** In compatibility view it claims to be 7, but its engine is of its own age: Trident 7 is Internet Explorer 11. */
function trueIe(text: string): string | undefined {
  const trident = /\bTrident\/(\d)\.0/.exec(text)?.[1];
  return trident === undefined ? undefined : `${Math.min(Number(trident) + 4, 11)}.0`;
}

/** `120.0.6099.71` → `120.0`: finer versions split the lists and help to tell people apart. */
function majorMinor(version: string | undefined): string {
  return version?.match(/^\d{1,6}(\.\d{1,6})?/)?.[0] ?? "";
}
