/** A goal as a form holds it. Pure. */
export const GOAL_KINDS = ["event", "page", "scroll"] as const;
export type GoalKind = (typeof GOAL_KINDS)[number];

export interface GoalDraft {
  kind: GoalKind;
  name: string;
  event: string;
  /** A glob; of `scroll` it may be empty: any page. */
  page: string;
  scroll: number;
  /** Properties that the event must have: at most three; those without a key do not count. */
  props: [key: string, value: string][];
  currency: string;
}

export const MAX_GOAL_PROPS = 3;

export const NEW_GOAL: GoalDraft = {
  kind: "event",
  name: "",
  event: "",
  page: "",
  scroll: 75,
  props: [],
  currency: "",
};

/** What POST /v1/goals takes; null while something is missing. */
export function goalBody(draft: GoalDraft, siteId: string): Record<string, unknown> | null {
  const reached = reachedBy(draft);
  if (reached === null) return null;
  const props = draft.props.filter(([key]) => key.trim() !== "");
  return {
    site_id: siteId,
    ...(draft.name.trim() !== "" && { name: draft.name.trim() }),
    ...reached,
    ...(draft.kind !== "scroll" && props.length > 0 && { props: Object.fromEntries(props) }),
    ...(draft.currency !== "" && { currency: draft.currency }),
  };
}

function reachedBy({ kind, event, page, scroll }: GoalDraft): Record<string, unknown> | null {
  const glob = globOf(page);
  switch (kind) {
    case "event":
      return event.trim() === "" ? null : { event: event.trim() };
    case "page":
      return glob === "" ? null : { page: glob };
    case "scroll":
      return glob === "" ? { scroll } : { scroll, page: glob };
  }
}

/** A path begins with a slash, also when somebody leaves it out. */
const globOf = (page: string): string => {
  const glob = page.trim();
  return glob === "" || glob.startsWith("/") ? glob : `/${glob}`;
};
