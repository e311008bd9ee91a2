/**
 * The seed of every test that draws at random. `npm test` always draws the same, so that whoever repeats a red run
 * sees it red; each `npm run test:long` draws anew and looks further. FOOTFALL_SEED repeats a run that printed its seed.
 */
export const SEED = Number(
  process.env.FOOTFALL_SEED || (process.env.FOOTFALL_LONG ? Date.now() % 2 ** 31 : 20_261_124),
);
