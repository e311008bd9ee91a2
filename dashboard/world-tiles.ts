/**
 * The world as tiles, drawn by us: every country has one at least, large ones as many as they are wide, and Europe,
 * Africa and the Caribbean have more room than on a globe, since that is where countries are small and many. Two letters
 * of ISO 3166 a tile; dots are water.
 */
const DRAWN = `
.. .. CA CA CA CA CA CA CA GL GL GL GL GL .. .. .. .. .. .. .. .. .. .. .. .. .. .. .. .. .. .. RU RU .. .. .. .. ..
.. US CA CA CA CA CA CA CA .. .. GL IS .. FO .. NO NO NO SE SE FI RU RU RU RU RU RU RU RU RU RU RU RU RU RU RU RU RU
.. .. CA CA CA CA CA CA CA .. .. .. .. .. .. .. .. NO SE SE SE EE RU RU RU RU RU RU RU RU RU RU RU RU RU RU RU RU ..
.. .. CA CA CA CA CA CA CA CA CA .. .. .. GB .. .. .. DK .. .. LV RU RU RU RU RU RU RU RU RU RU RU RU RU RU RU RU ..
.. .. CA CA CA CA CA CA CA CA CA .. .. IE IM GB NL DE DE PL PL LT BY RU RU RU RU RU RU RU RU RU RU RU RU RU .. RU ..
.. .. CA CA CA CA CA CA CA CA CA .. .. .. .. GG BE LU DE CZ PL .. UA UA RU RU RU KZ KZ KZ RU MN MN RU CN RU RU .. ..
.. .. US US CA CA CA CA CA CA .. .. .. .. .. JE FR LI DE AT SK RO UA UA UA .. KZ KZ KZ KZ MN MN MN .. CN RU RU .. ..
.. .. US US US US CA CA CA CA .. .. .. .. .. FR FR CH SI HR HU RO MD UA .. .. .. KZ KZ KZ CN MN MN .. CN CN .. .. ..
.. .. US US US US CA US CA CA .. .. .. .. ES FR FR MC SM BA RS BG .. .. .. .. .. UZ .. CN CN MN MN CN CN CN JP .. ..
.. .. US US US US US US .. .. .. .. .. .. ES AD .. .. IT ME XK MK .. .. TR GE AZ UZ .. KG CN CN CN CN CN KP JP .. ..
.. .. US US US US US US .. .. .. .. .. .. PT ES .. .. .. .. AL GR TR TR TR AM IR TM TJ CN CN CN CN CN .. .. JP .. ..
.. .. US US US US US .. .. .. .. .. .. .. GI DZ DZ TN .. MT .. .. CY LB SY IQ IR IR AF CN CN CN CN CN .. KR .. .. ..
.. .. US US US US .. .. .. BM .. .. .. .. MA DZ DZ DZ .. LY LY .. IL PS JO KW BH IR PK NP BT CN CN CN .. .. .. .. ..
.. .. .. MX .. .. BS TC VG AI .. .. .. .. .. DZ DZ DZ .. LY LY EG EG .. SA SA QA AE .. IN BD CN CN HK TW .. .. .. ..
.. .. .. MX BZ KY CU HT PR SX AG .. .. MR .. ML .. NE NE TD TD .. SD SD .. SA .. OM .. IN .. MM LA MO .. .. .. .. ..
.. .. .. MX GT HN JM DO VI KN GP DM CV SN ML ML .. NE NE TD TD .. SD .. ER YE .. .. .. IN .. TH VN .. PH .. MP .. ..
.. .. .. .. SV NI .. AW MS MQ LC BB GM GW ML BF .. NE NE TD TD .. SD .. DJ YE .. .. .. IN .. TH KH .. PH .. GU .. ..
.. .. .. .. .. CR PA CW BQ GD VC .. .. SL GN TG BJ NG NG TD CF .. SS .. ET SO .. .. .. LK .. TH .. .. .. PW .. .. ..
.. .. .. .. .. .. .. CO VE TT GY GF .. LR CI GH .. NG CM .. CF CD SS .. ET SO .. .. MV .. .. MY .. BN .. .. .. FM MH
.. .. .. .. .. .. EC CO CO BR SR BR .. .. .. .. .. ST GQ CG CD CD RW UG KE .. .. .. .. .. .. ID SG ID .. .. .. NR KI
.. .. .. .. .. .. PE .. BR BR BR BR .. .. .. .. .. .. GA .. CD CD BI TZ .. .. SC .. .. .. .. .. .. ID ID .. PG .. ..
WS .. .. .. .. .. PE PE .. BR BR BR .. .. .. .. .. .. .. AO AO CD CD MW .. KM .. .. .. .. .. .. .. .. TL .. .. SB TV
AS PF .. .. .. .. .. PE BO BO BR BR .. .. .. .. .. .. .. AO AO ZM ZM MZ MZ YT .. .. .. .. .. .. .. .. AU AU AU VU FJ
TO CK .. .. .. .. .. .. .. BO PY BR .. .. .. .. .. .. .. NA NA BW ZW MZ .. MG RE MU .. .. .. .. .. .. AU AU AU NC ..
.. .. .. .. .. .. .. .. .. AR .. BR .. .. .. .. .. .. .. NA ZA ZA LS SZ .. .. .. .. .. .. .. .. .. AU AU AU AU .. ..
.. .. .. .. .. .. .. CL AR AR UY .. .. .. .. .. .. .. .. .. .. .. .. .. .. .. .. .. .. .. .. .. .. .. .. .. AU .. ..
.. .. .. .. .. .. .. AR AR AR FK .. .. .. .. .. .. .. .. .. .. .. .. .. .. .. .. .. .. .. .. .. .. .. .. .. .. .. NZ
`;

export interface Tile {
  country: string;
  column: number;
  row: number;
}

const ROWS = DRAWN.trim()
  .split("\n")
  .map((line) => line.split(" "));
export const WORLD_ROWS = ROWS.length;
export const WORLD_COLUMNS = Math.max(...ROWS.map((row) => row.length));

/** From the north west to the south east. */
export const TILES: readonly Tile[] = ROWS.flatMap((cells, row) =>
  cells.flatMap((country, column): Tile[] => (country === ".." ? [] : [{ country, column, row }])),
);
