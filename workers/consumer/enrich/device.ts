/** On what kind of device? */
import type { Device } from "../../../schema/words.ts";

/** The parser's type → ours. */
const DEVICE_TYPES: Record<string, Device> = {
  mobile: "Mobile",
  tablet: "Tablet",
  smarttv: "TV",
  console: "Console",
  wearable: "Wearable",
  xr: "Wearable",
  embedded: "Other",
};

const DESKTOP_OS =
  /^(Windows|Mac|Linux|Chrome OS|FreeBSD|OpenBSD|NetBSD|DragonFly|Solaris|Amiga ?OS|MorphOS|BeOS|OS\/2|Haiku|AIX|HP-UX|SerenityOS)$/i;

/** Television sets that the parser takes for computers or telephones. */
const TELEVISION =
  /\b(?:SMART-TV|SmartTV|HbbTV|DTV|InettvBrowser|VIZIO|NetCast|AppleTV|BRAVIA|CrKey|GoogleTV|Android TV)\b/i;

/** `os` is our own name for it. The parser leaves the type empty for desktops and for what it does not know. */
export function deviceOf(text: string, type: string | undefined, os: string): Device {
  if (TELEVISION.test(text)) return "TV";
  // An iPad that asks for desktop pages; only its browser's name gives it away.
  if (os === "iOS" && text.includes("Macintosh")) return "Tablet";
  const known = type === undefined ? undefined : DEVICE_TYPES[type];
  if (known) return known;
  if (DESKTOP_OS.test(os)) return "Desktop";
  return os === "iOS" || os === "Android" ? "Mobile" : "Other";
}
