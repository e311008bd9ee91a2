/** The time of an annotation: a wall clock of the site's zone in the form, an instant at the API. Pure. */
import type { AnnotationAnswer } from "../../../schema/definitions.ts";
import { instantOf, isoInstant, wallClock } from "../../zone.ts";

/** `2026-11-24T10:30` on the site's clock → `2026-11-24T09:30:00Z`; null for what is no time. */
export function momentOf(wall: string, zone: string): string | null {
  const isTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(wall) && !Number.isNaN(Date.parse(`${wall}Z`));
  return isTime ? isoInstant(instantOf(wall, zone)) : null;
}

export const wallOf = (at: string, zone: string): string => wallClock(Date.parse(at), zone);

/** Annotations under the year and month of their time on the site's clock, in the order given. */
export function byMonth(
  annotations: readonly AnnotationAnswer[],
  zone: string,
): [month: string, annotations: AnnotationAnswer[]][] {
  const months = Map.groupBy(annotations, ({ at }) => wallOf(at, zone).slice(0, 7));
  return [...months];
}
