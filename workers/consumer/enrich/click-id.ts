/** Did an advertisement bring the visit? The name of its click id says whose; the value would identify the click. */

/** Parameter → the network that adds it. In the order in which they are looked for. */
const CLICK_IDS: Record<string, string> = {
  gclid: "Google",
  gbraid: "Google",
  wbraid: "Google",
  dclid: "Google",
  gad_source: "Google",
  msclkid: "Bing",
  fbclid: "Facebook",
  twclid: "Twitter",
  ttclid: "TikTok",
  li_fat_id: "LinkedIn",
  rdt_cid: "Reddit",
  epik: "Pinterest",
  ScCid: "Snapchat",
  yclid: "Yandex",
};

/** Networks whose id is added to paid clicks only; Facebook, for one, also tags plain links. */
const PAID_ONLY = new Set(["Google", "Bing", "Twitter", "TikTok", "Reddit", "Yandex"]);

/** The name of the first click id among the parameters, or empty. */
export function clickIdOf(params: URLSearchParams): string {
  return Object.keys(CLICK_IDS).find((name) => params.get(name)) ?? "";
}

/** The network behind a click id, or empty. */
export const clickNetwork = (clickId: string): string => CLICK_IDS[clickId] ?? "";

/** The id proves a paid click, provided that the visit comes from that network. */
export const isPaidClick = (clickId: string): boolean => PAID_ONLY.has(clickNetwork(clickId));
