/**
 * Apps that use Apple's network library name its version and the kernel's (`CFNetwork/1240.0.4 Darwin/20.5.0`).
 * Both follow the system's version. https://en.wikipedia.org/wiki/Darwin_(operating_system)#Release_history
 */

/** Darwin's major version → macOS, from 10.5 on. */
const MAC = [
  "10.5",
  "10.6",
  "10.7",
  "10.8",
  "10.9",
  "10.10",
  "10.11",
  "10.12",
  "10.13",
  "10.14",
  "10.15",
].concat(["11", "12", "13", "14", "15", "26"]);
const FIRST_MAC = 9;

/** CFNetwork, from this version on → iOS, where Darwin is not yet telling. */
const OLD_IOS: [cfNetwork: number, ios: string][] = [
  [758, "9"],
  [695, "8"],
  [672, "7"],
  [602, "6"],
  [548, "5"],
  [467, "4"],
  [438, "3"],
  [342, "1"],
];

/** Darwin and iOS have gone together since iOS 10, which runs on Darwin 16. */
const FIRST_TOGETHER = 16;
const SKIPPED_TO_26 = 25;
/** Since iOS 15 their minor versions are the same. */
const FIRST_SAME_MINOR = 21;

export function darwinSystem(text: string): { os: string; os_version: string } | null {
  const [, major, minor = "0"] = /\bDarwin\/(\d{1,3})(?:\.(\d{1,3}))?/.exec(text) ?? [];
  if (major === undefined) return null;
  const version = Number(major);
  if (/x86_64|i386|Mac|64bit/.test(text)) return { os: "Mac", os_version: MAC[version - FIRST_MAC] ?? "" };
  const cfNetwork = /\bCFNetwork\/(\d{1,5})/.exec(text)?.[1];
  if (cfNetwork === undefined) return { os: "Mac", os_version: MAC[version - FIRST_MAC] ?? "" };
  return { os: "iOS", os_version: iosVersion(version, minor, Number(cfNetwork)) };
}

function iosVersion(darwin: number, minor: string, cfNetwork: number): string {
  if (darwin < FIRST_TOGETHER) return OLD_IOS.find(([from]) => cfNetwork >= from)?.[1] ?? "";
  const ios = darwin >= SKIPPED_TO_26 ? darwin + 1 : darwin - 6;
  return darwin >= FIRST_SAME_MINOR ? `${ios}.${minor}` : String(ios);
}
