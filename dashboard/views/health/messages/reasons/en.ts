/**
 * Every reason that collector, consumer and shard count an event under, and those that only the debugger shows: what
 * happened, and what can be done about it. A test holds this list to the code that writes them.
 */
export const en = {
  accepted: { says: "Counted in the report.", next: "There is nothing to do." },
  accepted_bot: {
    says: "In the report as a robot.",
    next: "Numbers leave robots out; the card “Traffic” of the overview counts them.",
  },
  accepted_ai: {
    says: "In the report as an AI agent.",
    next: "Numbers leave AI agents out; the card “Traffic” of the overview counts them.",
  },
  duplicate: {
    says: "A copy of an event that was counted before.",
    next: "Trackers send again when an answer got lost. The first copy counts; there is nothing to do.",
  },
  rule_quarantine: {
    says: "Set aside by a rule.",
    next: "It waits in the quarantine for 30 days. Bring back what should count, or change the rule.",
  },
  restored: {
    says: "Brought back from the quarantine.",
    next: "It is in the report, under the time at which it happened.",
  },
  rule_drop: {
    says: "Dropped by a rule.",
    next: "It is gone. Let the rule set events aside instead, and they can be brought back.",
  },
  erased: {
    says: "Of a visitor who was erased after it happened.",
    next: "An erasure holds for events that come late, too. There is nothing to do.",
  },
  unreadable: {
    says: "Could not be cleaned, and was put aside.",
    next: "It is not lost: an administrator can send it again from the pipeline page.",
  },
  parked: {
    says: "Refused by the database, and put aside.",
    next: "It is not lost: the row and the reason lie in the bucket. Tell whoever runs this deployment.",
  },
  invalid: {
    says: "Not shaped as an event must be.",
    next: "The debugger shows where in the request, and what to change.",
  },
  too_large: {
    says: "Larger than an event may be.",
    next: "Send less in one event; the debugger says how much is allowed.",
  },
  too_old: {
    says: "Happened more than eight days ago.",
    next: "Browsers may be eight days late. Older events can be sent by a server with a token.",
  },
  no_visitor: {
    says: "Nobody can say whose it is.",
    next: "Servers that send old events must say anonymous_id or user_id.",
  },
  gpc: {
    says: "The browser asked not to be tracked.",
    next: "This site honours Global Privacy Control. The settings say whether it does.",
  },
  origin_not_allowed: {
    says: "Sent by a page of an origin that is not allowed.",
    next: "Add the origin to the site's allowed origins in the settings, if the page is yours.",
  },
  scope_missing: {
    says: "Sent with a token that may not send to this site.",
    next: "Make a token with the scope events:write for this site.",
  },
  rate_limited: {
    says: "Too many requests at once.",
    next: "Trackers keep these events and send them again. If it goes on, look who sends so much.",
  },
  bad_site_key: {
    says: "The site's key was wrong.",
    next: "Copy the snippet of the site again: a key that is cut off or of a deleted site is refused.",
  },
  bad_token: {
    says: "The token is unknown, has ended or was revoked.",
    next: "Make a new token with the scope events:write.",
  },
  not_json: { says: "The body was not JSON.", next: "Send the request's body as JSON." },
  bad_encoding: {
    says: "The body did not arrive whole.",
    next: "Send it again; if it is packed, as valid gzip.",
  },
  invalid_request: {
    says: "Not shaped as a request must be.",
    next: "The answer to the request says which key is wrong.",
  },
  no_events: { says: "A request without events.", next: "Send at least one event." },
  too_many_events: {
    says: "More events than a request may hold.",
    next: "Send at most 100 at once, with a token at most 1,000.",
  },
  unsupported_type: {
    says: "A content type that is not taken.",
    next: "Send text/plain or application/json.",
  },
  unsupported_encoding: {
    says: "A packed body without a token.",
    next: "Send it plain, or as gzip with a token.",
  },
  resend_or_late: {
    says: "Sent again, or late: it is looked up whether it is a copy.",
    next: "It is counted as soon as that is known, unless it is one.",
  },
};
export type ReasonWords = typeof en;
