/** What `Sec-CH-UA*` headers know better than the user agent, which Chromium freezes. */
import type { Agent } from "./user-agent.ts";

/** Lower-case header name without the prefix `sec-ch-ua` → value: `""`, `-mobile`, `-platform` … */
export type ClientHints = Record<string, string>;

/** Brands that pose as Chrome in the user agent, by the name in their hint. */
const BRANDS: Record<string, string> = {
  Brave: "Brave",
  "Microsoft Edge": "Edge",
  "Microsoft Edge WebView2": "Edge",
  Opera: "Opera",
  "Opera GX": "Opera GX",
  "Samsung Internet": "Samsung Internet",
  Vivaldi: "Vivaldi",
  YaBrowser: "Yandex Browser",
  Yandex: "Yandex Browser",
  DuckDuckGo: "DuckDuckGo",
  "Avast Secure Browser": "Avast Secure Browser",
  Whale: "Whale",
  Arc: "Arc",
};

const PLATFORMS: Record<string, string> = {
  Windows: "Windows",
  macOS: "Mac",
  "Mac OS X": "Mac",
  Android: "Android",
  iOS: "iOS",
  "Chrome OS": "Chrome OS",
  "Chromium OS": "Chrome OS",
  Linux: "Linux",
};

/** Applies each hint that is present; a hint that makes no sense changes nothing. */
export function refineByHints(agent: Agent, hints: ClientHints): Agent {
  return [refineBrand, refinePlatform, refineDevice].reduce((refined, step) => step(refined, hints), agent);
}

function refineBrand(agent: Agent, hints: ClientHints): Agent {
  for (const [, brand = "", version = ""] of brandList(hints["-full-version-list"] ?? hints[""] ?? "")) {
    const browser = BRANDS[brand];
    if (browser !== undefined)
      return { ...agent, browser, browser_version: brandVersion(agent, browser, version) };
  }
  return agent;
}

const brandList = (header: string) =>
  header.slice(0, 500).matchAll(/"([^"]{1,60})"\s*;\s*v="([\d.]{1,40})"/g);

/** The brand list has majors only: where the user agent names the same browser, it is finer. */
function brandVersion(agent: Agent, browser: string, version: string): string {
  if (agent.browser === browser && agent.browser_version.startsWith(`${version}.`))
    return agent.browser_version;
  const [major = "", minor = "0"] = version.split(".");
  return `${major}.${minor}`;
}

function refinePlatform(agent: Agent, hints: ClientHints): Agent {
  const os = PLATFORMS[unquoted(hints["-platform"])];
  if (os === undefined) return agent;
  const version = platformVersion(os, unquoted(hints["-platform-version"]));
  return { ...agent, os, os_version: version || (os === agent.os ? agent.os_version : "") };
}

/** Windows counts its hint in its own way: 13 and above is Windows 11, 1 to 12 is 10, 0.1 to 0.3 are 7, 8, 8.1. */
function platformVersion(os: string, version: string): string {
  const [major = "", minor] = version.match(/^\d{1,5}(\.\d{1,5})?/)?.[0].split(".") ?? [];
  if (major === "" || os === "Linux") return "";
  if (os !== "Windows")
    return minor === undefined || (os === "Android" && minor === "0") ? major : `${major}.${minor}`;
  if (Number(major) > 0) return Number(major) >= 13 ? "11" : "10";
  return { "1": "7", "2": "8", "3": "8.1" }[minor ?? ""] ?? "";
}

function refineDevice(agent: Agent, hints: ClientHints): Agent {
  if (unquoted(hints["-form-factors"]).includes("Tablet")) return { ...agent, device: "Tablet" };
  if (hints["-mobile"] === "?1" && agent.device === "Desktop") return { ...agent, device: "Mobile" };
  return agent;
}

const unquoted = (value: string | undefined) => (value ?? "").slice(0, 200).replace(/^"|"$/g, "");
