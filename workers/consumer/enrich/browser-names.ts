/** What browsers are called in the field, where the parser calls them otherwise or does not know them. */

/** The parser's name → ours. A browser's engine room (WebView, mobile, headless) is not another browser. */
export const BROWSER_NAMES: Record<string, string> = {
  "Mobile Safari": "Safari",
  "Chrome Headless": "Chrome",
  "Chrome WebView": "Chrome",
  "Mobile Chrome": "Chrome",
  "Mobile Firefox": "Firefox",
  Fennec: "Firefox",
  "Firefox Focus": "Firefox Focus",
  "Samsung Browser": "Samsung Internet",
  "Samsung Internet": "Samsung Internet",
  IE: "Internet Explorer",
  IEMobile: "Internet Explorer",
  UCBrowser: "UC Browser",
  QQBrowser: "QQ Browser",
  QQ: "QQ Browser",
  GSA: "Google App",
  Yandex: "Yandex Browser",
  "Opera Mobi": "Opera",
  "Opera Mobile": "Opera",
  Huawei: "Huawei Browser",
  Maemo: "MicroB",
  "Android Browser": "Android Browser",
  Silk: "Amazon Silk",
  Oculus: "Meta Quest Browser",
  BlackBerry: "BlackBerry Browser",
  baidu: "Baidu",
  baiduboxapp: "Baidu",
};

/**
 * Tokens that name a browser for certain, tried before the parser; the group is the version.
 * More special ones come first, for everybody also claims to be Chrome, Safari and Mozilla.
 */
export const BROWSERS_BY_TOKEN: [name: string, token: RegExp][] = [
  ["Edge", /\b(?:Edg|EdgA|EdgiOS|Edge)\/([\d.]+)/],
  ["Opera GX", /\bOPX\/([\d.]+)/],
  ["Brave", /\bBrave\/([\d.]+)/],
  ["Vivaldi", /\bVivaldi\/([\d.]+)/],
  ["DuckDuckGo", /\b(?:DuckDuckGo|Ddg)\/([\d.]+)/],
  ["Samsung Internet", /\bSamsungBrowser\/([\d.]+)/],
  ["Yandex Browser", /\bYaBrowser\/([\d.]+)/],
  ["Whale", /\bWhale\/([\d.]+)/],
];
