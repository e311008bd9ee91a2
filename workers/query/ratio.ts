/** Rates in whole numbers. Pure. */
import { type Sql, sql } from "./sql.ts";

/** numerator ÷ denominator with `digits` decimals, in whole numbers so that halves round up everywhere; null over 0. */
export const ratio = (numerator: Sql, denominator: Sql, digits: 0 | 1 | 2): Sql => {
  const scale = { 0: sql`1`, 1: sql`10`, 2: sql`100` }[digits];
  return sql`if(${denominator} = 0, NULL, intDiv(2 * ${scale} * ${numerator} + ${denominator}, greatest(2 * ${denominator}, 1)) / ${scale})`;
};

/** Of a number that is none of ours to count: halves up too. */
export const toFourDecimals = (value: Sql): Sql => sql`floor(10000 * (${value}) + 0.5) / 10000`;
