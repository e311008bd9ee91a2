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
  /^(Windows|Mac|Linux|Chrome OS|FreeBSD|OpenBSD|NetBSD|Solaris|Amiga OS|BeOS|OS\/2|Haiku|AIX|HP-UX)$/;

/** `os` is our own name for it. The parser leaves the type empty for desktops and for what it does not know. */
export function deviceOf(_text: string, type: string | undefined, os: string): Device {
  const known = type === undefined ? undefined : DEVICE_TYPES[type];
  if (known) return known;
  if (DESKTOP_OS.test(os)) return "Desktop";
  return os === "iOS" || os === "Android" ? "Mobile" : "Other";
}
