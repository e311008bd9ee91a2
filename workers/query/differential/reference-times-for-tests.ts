/** When things are, by the clocks of a zone. */
import { endOf, type Question, type ReferenceVisit, startOf } from "./reference-types-for-tests.ts";

const MINUTE_MS = 60_000;

/** The buckets from a visit's first to its last event, inside the range. */
export function spanned(question: Question, name: string, visit: ReferenceVisit): string[] {
  const labels = new Set<string>();
  for (let ms = startOf(visit); ms <= endOf(visit); ms += MINUTE_MS)
    if (isIn(question, ms)) labels.add(bucket(question, name, ms));
  if (isIn(question, endOf(visit))) labels.add(bucket(question, name, endOf(visit)));
  return [...labels];
}

export function bucket(question: Question, name: string, ms: number): string {
  const wall = wallOf(question.zone, ms);
  const day = wall.slice(0, 10);
  if (name === "time:minute") return `${wall.slice(0, 16)}:00`;
  if (name === "time:hour") return `${wall.slice(0, 13)}:00:00`;
  if (name === "time:day") return day;
  if (name === "time:month") return `${day.slice(0, 8)}01`;
  const date = new Date(`${day}T00:00:00Z`);
  const past = question.weekStart === "sunday" ? date.getUTCDay() : (date.getUTCDay() + 6) % 7;
  date.setUTCDate(date.getUTCDate() - past);
  const start = date.toISOString().slice(0, 10);
  const first =
    "days" in question.range
      ? question.range.days[0]
      : wallOf(question.zone, question.range.instants[0]).slice(0, 10);
  return [start, first].sort().at(-1) ?? day;
}

export function isIn({ range, zone, asOf }: Question, ms: number): boolean {
  if (asOf !== null && ms > asOf) return false;
  if ("instants" in range) return range.instants[0] <= ms && ms < range.instants[1];
  const day = wallOf(zone, ms).slice(0, 10);
  return range.days[0] <= day && day <= range.days[1];
}

export function overlaps({ range, zone, asOf }: Question, visit: ReferenceVisit): boolean {
  const [start, end] = [startOf(visit), endOf(visit)];
  if (asOf !== null && start > asOf) return false;
  if ("instants" in range) return start < range.instants[1] && end >= range.instants[0];
  const day = (ms: number) => wallOf(zone, ms).slice(0, 10);
  return day(start) <= range.days[1] && day(end) >= range.days[0];
}

const clocks = new Map<string, Intl.DateTimeFormat>();
const walls = new Map<string, string>();

/** `2026-03-29 02:30:00`, as a clock of the zone shows. */
function wallOf(zone: string, ms: number): string {
  const key = `${zone} ${ms}`;
  let wall = walls.get(key);
  if (wall === undefined) {
    const clock =
      clocks.get(zone) ??
      new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "medium" });
    clocks.set(zone, clock);
    wall = clock.format(ms);
    walls.set(key, wall);
  }
  return wall;
}
