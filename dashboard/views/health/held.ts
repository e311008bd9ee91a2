/** What is asked of the quarantine, and what of its events is shown. Pure. */
/** Which of the events are looked at, and may be brought back together; without a key all. */
export interface HeldChoice {
  rule?: string;
  search?: string;
}

/** Of the address; an empty text chooses nothing. */
export const choiceOf = ({ rule = "", search = "" }: Record<string, string>): HeldChoice => ({
  ...(rule !== "" && { rule }),
  ...(search !== "" && { search }),
});

/** A page of the quarantine; `after` is what the page before said. */
export const heldPath = (siteId: string, choice: HeldChoice, after: string | null): string =>
  `/v1/quarantine?${new URLSearchParams({ site_id: siteId, ...choice, ...(after !== null && { after }) })}`;

/** Of an event as it was set aside: it comes as it would be stored, column by column. */
export function textOf(event: Record<string, unknown>, column: string): string {
  const value = event[column];
  return typeof value === "string" ? value : "";
}

export const pageOf = (event: Record<string, unknown>): string =>
  textOf(event, "hostname") + textOf(event, "path");

export const senderOf = (event: Record<string, unknown>): string =>
  ["source", "country", "browser", "os"]
    .map((column) => textOf(event, column))
    .filter((text) => text !== "")
    .join(" · ");
