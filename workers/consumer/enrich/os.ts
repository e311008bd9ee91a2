/** Which operating system, and which version of it? */
import type { Agent } from "./user-agent.ts";

/** The parser's name → ours. */
const OS_NAMES: Record<string, string> = {
  "Mac OS": "Mac",
  macOS: "Mac",
  "Chromium OS": "Chrome OS",
  "Windows Phone OS": "Windows Phone",
  Symbian: "Symbian",
  "Firefox OS": "Firefox OS",
  RIM: "BlackBerry",
  "Tablet OS": "BlackBerry",
  webOS: "webOS",
  WebTV: "WebTV",
  GNU: "Linux",
};

/** Distributions are one system to whoever reads the numbers. */
const LINUX =
  /^(Linux|Ubuntu|Debian|Fedora|Mint|Red ?Hat|CentOS|SUSE|openSUSE|Gentoo|Arch|Slackware|Mageia|Mandriva|PCLinuxOS|Zenwalk|Linpus|Raspbian|elementary OS|Manjaro|Sabayon|VectorLinux|Linspire|Deepin|Puppy)$/i;

interface Named {
  name: string | undefined;
  version: string | undefined;
}

export function osOf(_text: string, { name, version }: Named): Pick<Agent, "os" | "os_version"> {
  if (!name) return { os: "", os_version: "" };
  if (LINUX.test(name)) return { os: "Linux", os_version: "" };
  const os = OS_NAMES[name] ?? name;
  return { os, os_version: osVersion(version) };
}

/** Numbers as `major.minor`; Windows' names (XP, Vista, ME) as they are. */
function osVersion(version: string | undefined): string {
  const numbers = version?.replaceAll("_", ".").match(/^\d{1,6}(\.\d{1,6})?/)?.[0];
  return numbers ?? version?.slice(0, 20) ?? "";
}
