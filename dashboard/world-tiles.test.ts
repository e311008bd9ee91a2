import { expect, test } from "vitest";
import { TILES, WORLD_COLUMNS, WORLD_ROWS } from "./world-tiles.ts";

const names = new Intl.DisplayNames("en", { type: "region", fallback: "none" });
const drawn = new Set(TILES.map(({ country }) => country));

test("every tile is a country that has a name, on a map of full rows", () => {
  for (const country of drawn) expect(names.of(country), country).toBeDefined();
  expect([WORLD_COLUMNS, WORLD_ROWS]).toEqual([39, 27]);
  expect(TILES.length).toBeGreaterThan(400);
});

test("the members of the United Nations are all there", () => {
  const members =
    "AF AL DZ AD AO AG AR AM AU AT AZ BS BH BD BB BY BE BZ BJ BT BO BA BW BR BN BG BF BI CV KH CM CA CF TD CL CN " +
    "CO KM CG CR CI HR CU CY CZ KP CD DK DJ DM DO EC EG SV GQ ER EE SZ ET FJ FI FR GA GM GE DE GH GR GD GT GN GW GY " +
    "HT HN HU IS IN ID IR IQ IE IL IT JM JP JO KZ KE KI KW KG LA LV LB LS LR LY LI LT LU MG MW MY MV ML MT MH MR MU MX " +
    "FM MC MN ME MA MZ MM NA NR NP NL NZ NI NE NG MK NO OM PK PW PA PG PY PE PH PL PT QA KR MD RO RU RW KN LC VC WS SM " +
    "ST SA SN RS SC SL SG SK SI SB SO ZA SS ES LK SD SR SE CH SY TJ TH TL TG TO TT TN TR TM TV UG UA AE GB TZ US UY UZ " +
    "VU VE VN YE ZM ZW";
  expect(members.split(" ")).toHaveLength(193);
  expect(members.split(" ").filter((country) => !drawn.has(country))).toEqual([]);
});
