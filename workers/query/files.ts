/**
 * A question's rows as a file: columns with the words that were asked for, written by ClickHouse and passed on as they
 * come. Pure.
 */
import type { FileFormat } from "../../schema/files.ts";
import { MONEY_METRICS } from "../../schema/words.ts";
import { build } from "./build.ts";
import { isTimeDimension } from "./dimensions.ts";
import { currencyOf, currencySql } from "./goals.ts";
import type { Plan, PlannedDimension } from "./plan.ts";
import { commas, numbered, param, type Sql, sql } from "./sql.ts";

/** Stands for no limit: a file has all rows. */
export const ALL_ROWS = 4_294_967_295;

/** The statement whose rows are the file's. Amounts of money have their `currency` in a column of its own. */
export function fileOf(plan: Plan, format: FileFormat): Sql {
  const hasMoney = plan.metrics.some(isMoney);
  const currency = currencySql(currencyOf(plan));
  const columns = [
    ...plan.dimensions.map((dimension, at) => named(dimensionOf(plan, dimension, at, format), dimension)),
    ...plan.metrics.map((metric, at) => {
      const value = numbered("m", at);
      return named(isMoney(metric) ? sql`if(${currency} = '', NULL, ${value})` : value, metric);
    }),
    ...(hasMoney ? [sql`${currency} AS currency`] : []),
  ];
  return sql`SELECT ${commas(columns)} FROM (${rowsOf(plan)})`;
}

/** In a spreadsheet a cell that begins like a formula is one; the apostrophe makes it text, there and for everybody. */
export const cell = (text: Sql, format: FileFormat): Sql =>
  format === "csv"
    ? sql`if(left(${text}, 1) IN ('=', '+', '-', '@', '\\t', '\\r', '\\n'), concat('''', ${text}), ${text})`
    : text;

const named = (value: Sql, name: string): Sql => sql`${value} AS ${param("Identifier", name)}`;

const isMoney = (metric: string): boolean => (MONEY_METRICS as readonly string[]).includes(metric);

/** A currency may be of the row's goal, which has a name there. */
function rowsOf(plan: Plan): Sql {
  const at = plan.dimensions.indexOf("event:goal");
  return at === -1 ? build(plan) : sql`SELECT *, ${numbered("v", at)} AS goal FROM (${build(plan)})`;
}

/** Days, weeks and months are dates; hours and minutes are text, as in answers: a wall clock's hour is no instant. */
function dimensionOf(plan: Plan, dimension: PlannedDimension, at: number, format: FileFormat): Sql {
  const value = numbered("v", at);
  if (!isTimeDimension(dimension)) return cell(sql`toString(${value})`, format);
  switch (dimension) {
    case "time:minute":
      return sql`formatDateTime(toDateTime64(60 * ${value}, 0, 'UTC'), '%F %T')`;
    case "time:hour":
      return sql`formatDateTime(toDateTime64(3600 * ${value}, 0, 'UTC'), '%F %T')`;
    case "time:week":
      return sql`toDate32(greatest(toInt32(${value}), toInt32(${param("Int64", plan.firstDay)})))`;
    default:
      return sql`toDate32(toInt32(${value}))`;
  }
}
