/** What an alert has to say, from what was seen and what was said before. Pure. */
import type { Alert, Condition, Notice } from "../../../schema/alerts.ts";

/** What was seen, in the unit of each condition. Null: it could not be seen, and nothing is concluded from that. */
export interface Seen {
  lag: number | null;
  dead_letters: number | null;
  canary: number | null;
  /** By site. */
  silence: ReadonlyMap<string, number>;
}

export interface AlertState {
  alert: string;
  condition: Condition;
  /** Since when it is wrong, ms; null: it is well. */
  since: number | null;
  /** When it was last told that it is wrong, ms. */
  told_at: number | null;
  /** That it is wrong this time was told. */
  is_told: boolean;
}

export interface Verdict {
  alert: Alert;
  /** The state when nothing is said, or when what is said arrives. */
  state: AlertState;
  /** The state when it does not arrive: it is said again at the next look. */
  unsaid: AlertState;
  notice: Notice | null;
}

export const judge = (alert: Alert, seen: Seen, before: readonly AlertState[], nowMs: number): Verdict[] =>
  watchedBy(alert, seen).flatMap(({ value, ...watched }) => {
    if (value === null) return [];
    const held = before.find(
      ({ alert: id, condition }) => id === alert.id && condition === watched.condition,
    );
    const state = held ?? {
      alert: alert.id,
      condition: watched.condition,
      since: null,
      told_at: null,
      is_told: false,
    };
    return [
      value >= watched.threshold
        ? wrong(alert, { ...watched, value }, state, nowMs)
        : well(alert, { ...watched, value }, state),
    ];
  });

type Watched = Pick<Notice, "threshold" | "site"> & { condition: Condition; value: number | null };

function watchedBy({ conditions: { lag, dead_letters, silence, canary } }: Alert, seen: Seen): Watched[] {
  return [
    ...(lag ? [{ condition: "lag", threshold: lag.minutes, value: seen.lag } as const] : []),
    ...(dead_letters
      ? [{ condition: "dead_letters", threshold: dead_letters.count, value: seen.dead_letters } as const]
      : []),
    ...(canary ? [{ condition: "canary", threshold: canary.missed, value: seen.canary } as const] : []),
    ...(silence
      ? [
          {
            condition: "silence",
            threshold: silence.minutes,
            site: silence.site_id,
            value: seen.silence.get(silence.site_id) ?? null,
          } as const,
        ]
      : []),
  ];
}

type Known = Watched & { value: number };

/** Told at once, and again after every cool-down while it lasts; flapping within it is not told anew. */
function wrong(alert: Alert, watched: Known, state: AlertState, nowMs: number): Verdict {
  const since = state.since ?? nowMs;
  const isQuiet = state.told_at !== null && nowMs - state.told_at < alert.cooldown_ms;
  const unsaid = { ...state, since };
  if (isQuiet) return { alert, state: unsaid, unsaid, notice: null };
  const notice: Notice = { ...watched, state: "firing", since };
  return { alert, state: { ...unsaid, told_at: nowMs, is_told: true }, unsaid, notice };
}

/** Told to those who were told that it was wrong. */
function well(alert: Alert, watched: Known, state: AlertState): Verdict {
  const rest = { ...state, since: null, is_told: false };
  if (state.since === null || !state.is_told) return { alert, state: rest, unsaid: rest, notice: null };
  return { alert, state: rest, unsaid: state, notice: { ...watched, state: "resolved", since: state.since } };
}
