import { describe, expect, test } from "vitest";
import { agentOf } from "./user-agent.ts";

const KHTML = "(KHTML, like Gecko)";
const CHROME = `AppleWebKit/537.36 ${KHTML} Chrome/142.0.0.0`;

/** user agent → browser, its version, system, its version, device */
const AGENTS: [string, string, string, string, string, string][] = [
  [
    `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${CHROME} Safari/537.36`,
    "Chrome",
    "142.0",
    "Windows",
    "10",
    "Desktop",
  ],
  [
    `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${CHROME} Safari/537.36 Edg/142.0.0.0`,
    "Edge",
    "142.0",
    "Windows",
    "10",
    "Desktop",
  ],
  [
    `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${CHROME} Safari/537.36 OPR/124.0.0.0`,
    "Opera",
    "124.0",
    "Windows",
    "10",
    "Desktop",
  ],
  [
    `Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:144.0) Gecko/20100101 Firefox/144.0`,
    "Firefox",
    "144.0",
    "Windows",
    "10",
    "Desktop",
  ],
  [
    `Mozilla/5.0 (Windows NT 6.1; WOW64; Trident/7.0; rv:11.0) like Gecko`,
    "Internet Explorer",
    "11.0",
    "Windows",
    "7",
    "Desktop",
  ],
  [
    `Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 6.1; Trident/7.0; .NET4.0C)`,
    "Internet Explorer",
    "11.0",
    "Windows",
    "7",
    "Desktop",
  ],
  [
    `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 ${KHTML} Version/26.0 Safari/605.1.15`,
    "Safari",
    "26.0",
    "Mac",
    "10.15",
    "Desktop",
  ],
  [
    `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${CHROME} Safari/537.36 Vivaldi/7.6`,
    "Vivaldi",
    "7.6",
    "Mac",
    "10.15",
    "Desktop",
  ],
  [
    `Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0`,
    "Firefox",
    "144.0",
    "Linux",
    "",
    "Desktop",
  ],
  [
    `Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0`,
    "Firefox",
    "140.0",
    "Linux",
    "",
    "Desktop",
  ],
  [
    `Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${CHROME} Safari/537.36`,
    "Chrome",
    "142.0",
    "Chrome OS",
    "14541.0",
    "Desktop",
  ],
  [
    `Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 ${KHTML} Version/18.6 Mobile/15E148 Safari/604.1`,
    "Safari",
    "18.6",
    "iOS",
    "18.6",
    "Mobile",
  ],
  [
    `Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 ${KHTML} CriOS/130.0.6723.90 Mobile/15E148 Safari/604.1`,
    "Chrome",
    "130.0",
    "iOS",
    "17.5",
    "Mobile",
  ],
  [
    `Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 ${KHTML} FxiOS/132.0 Mobile/15E148 Safari/605.1.15`,
    "Firefox",
    "132.0",
    "iOS",
    "17.5",
    "Mobile",
  ],
  [
    `Mozilla/5.0 (iPad; CPU OS 17_7 like Mac OS X) AppleWebKit/605.1.15 ${KHTML} Version/17.6 Mobile/15E148 Safari/604.1`,
    "Safari",
    "17.6",
    "iOS",
    "17.7",
    "Tablet",
  ],
  [
    `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 ${KHTML} CriOS/130 Version/17.0 Safari/605.1.15`,
    "Chrome",
    "130",
    "iOS",
    "",
    "Tablet",
  ],
  [
    `Mozilla/5.0 (Linux; Android 10; K) ${CHROME} Mobile Safari/537.36`,
    "Chrome",
    "142.0",
    "Android",
    "10",
    "Mobile",
  ],
  [
    `Mozilla/5.0 (Linux; Android 13; SM-X906C) ${CHROME} Safari/537.36`,
    "Chrome",
    "142.0",
    "Android",
    "13",
    "Tablet",
  ],
  [
    `Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 ${KHTML} SamsungBrowser/29.0 Chrome/136.0.0.0 Mobile Safari/537.36`,
    "Samsung Internet",
    "29.0",
    "Android",
    "10",
    "Mobile",
  ],
  [
    `Mozilla/5.0 (Linux; Android 14; Pixel 7 Build/UQ1A; wv) AppleWebKit/537.36 ${KHTML} Version/4.0 Chrome/131.0.0.0 Mobile Safari/537.36`,
    "Chrome",
    "131.0",
    "Android",
    "14",
    "Mobile",
  ],
  [
    `Mozilla/5.0 (Android 15; Mobile; rv:144.0) Gecko/144.0 Firefox/144.0`,
    "Firefox",
    "144.0",
    "Android",
    "15",
    "Mobile",
  ],
  [
    `Mozilla/5.0 (Linux; Android 12; AFTKA) ${CHROME} Safari/537.36`,
    "Chrome",
    "142.0",
    "Android",
    "12",
    "TV",
  ],
  [
    `Mozilla/5.0 (SMART-TV; Linux; Tizen 7.0) AppleWebKit/537.36 ${KHTML} 94.0.4606.31/7.0 TV Safari/537.36`,
    "Safari",
    "",
    "Tizen",
    "7.0",
    "TV",
  ],
  [
    `Mozilla/5.0 (PlayStation; PlayStation 5/6.00) AppleWebKit/605.1.15 ${KHTML}`,
    "Safari",
    "",
    "PlayStation",
    "5",
    "Console",
  ],
  [`Shop/1.0 CFNetwork/1408.0.4 Darwin/22.5.0`, "", "", "iOS", "16.5", "Mobile"],
  [`Shop/1.0 CFNetwork/893.13.1 Darwin/17.3.0 (x86_64)`, "", "", "Mac", "10.13", "Desktop"],
  [
    `Mozilla/5.0+(Windows+NT+10.0;+Win64;+x64)+AppleWebKit/537.36+(KHTML,+like+Gecko)+Chrome/52.0.2743.116+Safari/537.36`,
    "Chrome",
    "52.0",
    "Windows",
    "10",
    "Desktop",
  ],
  ["", "", "", "", "", "Other"],
  ["curl/8.9.1", "", "", "", "", "Other"],
];

describe("a user agent names browser, system and device", () => {
  test.each(AGENTS)("%s", (text, browser, browser_version, os, os_version, device) => {
    expect(agentOf(text)).toEqual({ browser, browser_version, os, os_version, device });
  });

  test("the cache changes no answer and does not grow without end", () => {
    const before = agentOf(AGENTS[0]?.[0] ?? "");
    for (let n = 0; n < 2_500; n++) agentOf(`Browser/${n}`);
    expect(agentOf(AGENTS[0]?.[0] ?? "")).toEqual(before);
  });
});

describe("client hints correct what Chromium freezes", () => {
  const windows = `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${CHROME} Safari/537.36`;
  const chrome = '"Chromium";v="142", "Google Chrome";v="142", "Not_A Brand";v="99"';
  const brave = '"Chromium";v="142", "Brave";v="142", "Not_A Brand";v="99"';

  test.each([
    [
      "Windows 11",
      { "": chrome, "-platform": '"Windows"', "-platform-version": '"15.0.0"' },
      { os_version: "11" },
    ],
    [
      "Windows 10",
      { "": chrome, "-platform": '"Windows"', "-platform-version": '"10.0.0"' },
      { os_version: "10" },
    ],
    [
      "Windows 8.1",
      { "": chrome, "-platform": '"Windows"', "-platform-version": '"0.3"' },
      { os_version: "8.1" },
    ],
    [
      "a platform without its version keeps the agent's",
      { "": chrome, "-platform": '"Windows"' },
      { os_version: "10" },
    ],
    [
      "macOS 15.6",
      { "-platform": '"macOS"', "-platform-version": '"15.6.1"' },
      { os: "Mac", os_version: "15.6" },
    ],
    [
      "Android 16",
      { "-platform": '"Android"', "-platform-version": '"16.0.0"', "-mobile": "?1" },
      { os: "Android", os_version: "16", device: "Mobile" },
    ],
    ["a brand that poses as Chrome", { "": brave }, { browser: "Brave", browser_version: "142.0" }],
    [
      "the full list of versions",
      { "": brave, "-full-version-list": '"Brave";v="1.84.132"' },
      { browser: "Brave", browser_version: "1.84" },
    ],
    [
      "hints that make no sense change nothing",
      { "": "x", "-platform": "😀", "-platform-version": '"-1"' },
      { browser: "Chrome", os: "Windows", os_version: "10" },
    ],
  ])("%s", (_, hints, expected) => {
    expect(agentOf(windows, hints)).toMatchObject(expected);
  });
});
