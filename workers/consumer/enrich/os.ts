/** Which operating system, and which version of it? */
import { darwinSystem } from "./darwin.ts";
import type { Agent } from "./user-agent.ts";

type System = Pick<Agent, "os" | "os_version">;

interface Named {
  name: string | undefined;
  version: string | undefined;
}

/** The parser's name → ours. */
const OS_NAMES: Record<string, string> = {
  "Mac OS": "Mac",
  macOS: "Mac",
  "Chromium OS": "Chrome OS",
  "Windows Phone OS": "Windows Phone",
  RIM: "BlackBerry",
  "RIM Tablet OS": "BlackBerry",
  Netcast: "webOS",
  NetTV: "webOS",
  GNU: "Linux",
};

/** Distributions are one system to whoever reads the numbers. */
const LINUX =
  /^(Linux|Ubuntu|Debian|Fedora|Mint|Red ?Hat|CentOS|SUSE|openSUSE|Gentoo|Arch|Slackware|Mageia|Mandriva|PCLinuxOS|Zenwalk|Linpus|Raspbian|elementary OS|Manjaro|Sabayon|VectorLinux|Linspire|Deepin|Puppy|Kubuntu|Xubuntu)$/i;

/** How Windows calls itself → how people call it. */
const WINDOWS_NT: Record<string, string> = {
  "10.0": "10",
  "6.4": "10",
  "6.3": "8.1",
  "6.2": "8",
  "6.1": "7",
  "6.0": "Vista",
  "5.2": "XP",
  "5.1": "XP",
  "5.0": "2000",
};

/** Firefox OS tells only the version of its engine. */
const FIREFOX_OS: Record<string, string> = {
  "18.0": "1.0",
  "18.1": "1.1",
  "26.0": "1.2",
  "28.0": "1.3",
  "30.0": "1.4",
  "32.0": "2.0",
  "34.0": "2.1",
  "37.0": "2.2",
};

/**
 * What the parser misses or takes for something else, tried before it; the first group is the version.
 * Telling signs only: devices that run one system, and systems that call themselves by name.
 */
const TOKENS: [os: string, token: RegExp][] = [
  ["Windows Phone", /\bXBLWP7\b|\bwds (\d[\d.]*)|Windows Phone (?:OS )?(\d[\d.]*)/],
  ["tvOS", /\btvOS[ /](\d[\d.]*)/],
  ["tvOS", /\btvOS\b|\bApple ?TV/],
  ["watchOS", /\bwatchOS[ /,]*(\d[\d.]*)?/i],
  ["HarmonyOS", /\bHarmonyOS[ /]?(\d[\d.]*)?/],
  ["KaiOS", /\bKAIOS\/(\d[\d.]*)/],
  ["iOS", /\bi(?:Phone|Pad|Pod|Ph|Pd)\b.*?\b(?:OS|iOS|iPhone|CPU)[ ,/;:]+(?:OS )?(\d+(?:[._]\d+)*)/],
  ["iOS", /\b(?:iOS|iPhone OS)[ /:;]+(\d[\d.]*)/],
  ["iOS", /\biPhone\/(\d+\.\d+)/],
  ["iOS", /\b(?:iPhone|iPad|iPod)\b|\(iOS;|-iOS\/|\b(?:Cri|Edgi|EdgiOS|Fxi)OS\//i],
  ["Android", /\b(?:Android|Adr)(?: mobile)?[ /:;-]*(\d+(?:\.\d+)*)/i],
  ["Android", /\bJUC ?\(Linux; ?U; ?(\d[\d.]*)/],
  ["Android", /\bSilk\/|\bOculusBrowser\/|\bAndroid\b/],
];

/** From the whole text and what the parser made of it. */
export function osOf(text: string, parsed: Named): System {
  const darwin = darwinSystem(text);
  if (darwin) return darwin;
  for (const [os, token] of TOKENS) {
    const found = token.exec(text);
    if (found) return { os, os_version: numbersOf(found[1] ?? found[2]) };
  }
  return windowsOf(text) ?? macOf(text) ?? parsedOs(text, parsed);
}

/** By NT's own number, or by name where there was none yet. */
function windowsOf(text: string): System | null {
  if (!/Win(dows|NT| ?9|16|32)/.test(text) || /^Mozilla.*X11; (Linux|CrOS)/.test(text)) return null;
  const nt = /\b(?:Windows|Win|Windows_) ?_?NT[ _](\d+\.\d)/.exec(text)?.[1];
  const name = /\bWin(?:dows)?[ _/]?(CE|ME|XP|Vista|2000|98|95|RT|NT|11|10|8\.1|8|7)\b/.exec(text)?.[1];
  const old =
    /\bWin(?:dows )?(3\.1)\d?\b/.exec(text)?.[1] ??
    (/\bWin16\b/.test(text) ? "3.1" : /\bWin 9x 4\.90/.test(text) ? "ME" : undefined);
  const version = nt === undefined ? (name ?? old) : (WINDOWS_NT[nt] ?? "NT");
  return { os: "Windows", os_version: version ?? "" };
}

function macOf(text: string): System | null {
  const found = /\b(?:Mac ?OS X|OS X|macOS)(?: Version)?[ /]*(\d+(?:[._]\d+)*)/.exec(text);
  if (found) return { os: "Mac", os_version: numbersOf(found[1]) };
  return /\bMacintosh\b|\bMac[ _]?(?:PowerPC|PPC|OS)\b|\bmacos\b/.test(text)
    ? { os: "Mac", os_version: "" }
    : null;
}

function parsedOs(text: string, { name, version }: Named): System {
  if (!name) return { os: "", os_version: "" };
  if (LINUX.test(name))
    return { os: "Linux", os_version: numbersOf(/\bLinux[ /](\d+\.\d+)/.exec(text)?.[1]) };
  const os = OS_NAMES[name] ?? name;
  if (os === "Firefox OS") return { os, os_version: FIREFOX_OS[numbersOf(version)] ?? "" };
  const stated = os === "BlackBerry" ? (version ?? /\bVersion\/([\d.]+)/.exec(text)?.[1]) : version;
  return { os, os_version: numbersOf(stated) || (stated?.slice(0, 20) ?? "") };
}

/** `10_15_7` → `10.15`. */
const numbersOf = (version: string | undefined) =>
  version?.replaceAll("_", ".").match(/^\d{1,6}(\.\d{1,6})?/)?.[0] ?? "";
