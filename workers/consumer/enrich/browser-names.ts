/** What browsers are called in the field, where the parser calls them otherwise or does not know them. */

/** The parser's name → ours. A browser's engine room (WebView, mobile, headless) is not another browser. */
export const BROWSER_NAMES: Record<string, string> = {
  "Mobile Safari": "Safari",
  "Chrome Headless": "Chrome",
  "Chrome WebView": "Chrome",
  "Mobile Chrome": "Chrome",
  "Mobile Firefox": "Firefox",
  "Firefox Mobile": "Firefox",
  Fennec: "Firefox",
  Firebird: "Firefox",
  Phoenix: "Firefox",
  Swiftfox: "Firefox",
  "Samsung Browser": "Samsung Internet",
  IE: "Internet Explorer",
  IEMobile: "Internet Explorer",
  UCBrowser: "UC Browser",
  QQBrowser: "QQ Browser",
  QQBrowserLite: "QQ Browser",
  QQ: "QQ Browser",
  GSA: "Google App",
  Yandex: "Yandex Browser",
  "Opera Mobi": "Opera",
  "Opera Mobile": "Opera",
  "Huawei Browser": "Huawei Browser",
  "Avast Secure Browser": "Avast Secure Browser",
  Silk: "Amazon Silk",
  PaleMoon: "Pale Moon",
  "Oculus Browser": "Meta Quest Browser",
  BlackBerry: "BlackBerry Browser",
  "Smart Lenovo": "Lenovo Browser",
};

/**
 * Tokens that name a browser for certain, tried before the parser; the first group is the version.
 * More special ones come first, for everybody also claims to be Chrome, Safari and Mozilla.
 */
export const BROWSERS_BY_TOKEN: [name: string, token: RegExp][] = [
  ["UC Browser", /\b(?:UCBrowser|UCMobile)\/([\d.]+)/],
  ["UC Browser", /\bUCWEB\/?([\d.]+)/],
  ["QQ Browser", /\b(?:M?QQBrowser(?:Lite)?)(?:\/([\d.]+))?/],
  ["Edge", /\b(?:Edg|EdgA|EdgiOS|Edge)\/([\d.]+)/],
  ["Opera GX", /\bOPX\/([\d.]+)/],
  ["Opera Touch", /\bOPT\/([\d.]+)/],
  ["Brave", /\bBrave(?: Chrome)?\/([\d.]+)/i],
  ["Brave", /\bBrave\b/],
  ["Google App", /\bGSA\/([\d.]+)/],
  ["Vivaldi", /\bVivaldi\/([\d.]+)/],
  ["DuckDuckGo", /\b(?:DuckDuckGo|Ddg)\/([\d.]+)/],
  ["Avast Secure Browser", /\bAvast(?:SecureBrowser)?\/([\d.]+)/],
  ["Samsung Internet", /^(?!.*OculusBrowser).*\bSamsungBrowser\/([\d.]+)/],
  ["Yandex Browser", /\bYaBrowser\/([\d.]+)/],
  ["Whale", /\bWhale\/([\d.]+)/],
  ["Aloha Browser", /\b(?:AlohaBrowser|ABB)\/([\d.]+)/],
  ["Honor Browser", /honorbrowser\/([\d.]+)/i],
  ["Snapchat", /\bSnapchat\/([\d.]+)/],
  ["Pinterest", /\bPinterest(?: for \w+(?: Tablet)?)?\/(?:([\d.]+)|iOS|Android)/],
  ["Instagram", /\bInstagram ([\d.]+)/],
  ["BlackBerry Browser", /\b(?:BB10|BlackBerry|PlayBook)\b.*\bVersion\/([\d.]+).*\bSafari\b/],
  ["Puffin", /\bPuffin\/([\d.]+)/],
  ["Opera Mini", /\bOpera Mini(?:\/(?:att\/)?([\d.]+))?/],
  ["Firefox", /\bFirefox-[\d.]+\/([\d.]+)/],
];
