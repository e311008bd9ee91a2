/**
 * The tracker beside its peers: `npm run bench -- sdk`. The weight of the published scripts, and what a visit costs a page
 * in a real Chromium: main-thread time by the thread's own clock, requests, bytes.
 */
import { measureVisits } from "./sdk/visit.ts";
import { weigh } from "./sdk/weight.ts";

console.log("bytes of each script as it is published");
console.table(await weigh());
console.log(
  "a visit: one page, ten events 50 ms apart, six seconds, then the page is left; and 500 events in a loop",
);
console.table(await measureVisits());
