/** The demo's people: each number is a person, the same one on every day. */
import { KITS, type Kit } from "./browsers.ts";
import { chanceOf } from "./chance.ts";
import { type City, GROUPS, type Group } from "./places.ts";

const PEOPLE = 1;
/** Numbers of a day's new people: more than any day has visits. */
export const PEOPLE_A_DAY = 10_000;

export interface Person {
  anonymous_id: string;
  group: Group;
  city: City;
  kit: Kit;
}

/** The person who came for the first time on this day, as its `ordinal`-th visit. */
export function personOf(day: number, ordinal: number): Person {
  const number = day * PEOPLE_A_DAY + ordinal;
  const chance = chanceOf(PEOPLE, day, ordinal);
  const group = chance.pick(GROUPS);
  return {
    anonymous_id: `demo-${number.toString(36)}`,
    group,
    city: chance.pick(group.cities),
    kit: chance.pick(KITS),
  };
}
