/** A site that the tests of answers ask about: two days, written down so that every number can be counted by hand. */
import type { GivenVisit } from "./visits-for-tests.ts";

export const google = { source: "Google", channel: "Organic Search", country: "DE", browser: "Firefox" };
export const direct = { source: "", country: "", browser: "Chrome" };

export const VISITS: GivenVisit[] = [
  // Over midnight: cookieless, so its events of the second day carry that day's hash.
  {
    visitor: 1,
    columns: { ...google, other_visitor_ids: [101] },
    events: [
      { at: "2026-03-01T23:50:00Z", path: "/" },
      { at: "2026-03-02T00:10:00Z", path: "/docs", visitor: 101 },
    ],
  },
  // The same person again on the second day.
  { visitor: 101, columns: google, events: [{ at: "2026-03-02T12:00:00Z", path: "/docs" }] },
  // One pageview and one interactive event: no bounce. Ends 100 s later.
  {
    visitor: 2,
    columns: direct,
    events: [
      { at: "2026-03-01T10:00:00Z", path: "/" },
      { at: "2026-03-01T10:01:40Z", path: "/", name: "Signup" },
      { at: "2026-03-01T10:05:00Z", path: "/", name: "engagement" },
    ],
  },
  // A custom event alone: a visit without an entry page.
  {
    visitor: 3,
    columns: { ...direct, utm_campaign: "spring" },
    events: [{ at: "2026-03-01T11:00:00Z", path: "/pay", name: "Paid" }],
  },
  // An event that does not end a bounce.
  {
    visitor: 4,
    columns: direct,
    events: [
      { at: "2026-03-01T09:55:00Z", path: "/docs" },
      { at: "2026-03-01T10:25:00Z", path: "/docs", name: "seen", interactive: false },
    ],
  },
  // Engagement only: provisional, and nowhere in the numbers.
  { visitor: 5, columns: direct, events: [{ at: "2026-03-01T08:00:00Z", path: "/", name: "engagement" }] },
  // A robot, and another tenant.
  { visitor: 6, columns: { ...direct, traffic: "bot" }, events: [{ at: "2026-03-01T08:00:00Z", path: "/" }] },
  { site: "site2", visitor: 2, columns: google, events: [{ at: "2026-03-01T10:00:00Z", path: "/secret" }] },
];

export const ALL = [
  "visitors",
  "visits",
  "pageviews",
  "events",
  "bounce_rate",
  "visit_duration",
  "views_per_visit",
] as const;
