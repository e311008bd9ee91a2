/** What pages have in common, segment by segment; written down a second time from docs/metrics.md. */

const YEAR = /^(19|20)\d\d$/;
const MONTH = /^(0[1-9]|1[0-2])$/;
const DAY = /^(0[1-9]|[12]\d|3[01])$/;

export function groupOf(path: string): string {
  const left = path.split("/");
  const group: string[] = [];
  while (left.length > 0) {
    const [year = "", month = "", day = ""] = left;
    const isFolder = YEAR.test(year) && MONTH.test(month);
    const taken = isFolder ? (DAY.test(day) ? 3 : 2) : 1;
    group.push(isFolder ? ":date" : wordOf(year));
    left.splice(0, taken);
  }
  return group.join("/");
}

function wordOf(segment: string): string {
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(segment)) return ":uuid";
  if (/^\d+(\.[a-z][a-z0-9]{0,4})?$/.test(segment)) return ":id";
  const isHex = /^[0-9a-f]{7,}$/i.test(segment) && /\d/.test(segment);
  return isHex ? ":hash" : segment;
}
