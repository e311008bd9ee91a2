/** A shared dashboard inside another page. Pure. */

/** `https://HOST/share#TOKEN` → the address of the same for a frame: without what surrounds the numbers. */
export const embedLink = (link: string): string => link.replace(/\/share(?:\?[^#]*)?#/, "/share?embed=1#");

/** The frame's markup; `name` is what somebody called the link, so it is escaped. */
export const embedText = (link: string, name: string): string =>
  `<iframe src="${embedLink(link)}" title="${escaped(name)}" loading="lazy" style="width:100%;height:900px;border:0"></iframe>`;

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
