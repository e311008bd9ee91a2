/** All that is kept of a site's events, as rows of a file. Pure. */
import { eventsFileQuestion } from "../../schema/explore.ts";
import type { FileFormat } from "../../schema/files.ts";
import { conditionsOf, planOf } from "./explore.ts";
import { cell } from "./files.ts";
import { parseWith } from "./parse.ts";
import type { Plan } from "./plan.ts";
import type { Refusal } from "./refusal.ts";
import { commas, type Sql, sql } from "./sql.ts";
import type { Asking } from "./understand.ts";
import { eventsWhere } from "./where.ts";

/** Events that pass, in no order: to put all of a year in order would take more memory than there is. */
export async function eventsFile(
  asking: Asking,
  input: unknown,
  format: FileFormat,
): Promise<{ plan: Plan; statement: Sql } | Refusal> {
  const parsed = parseWith(eventsFileQuestion, input);
  if (!parsed.ok) return parsed.refusal;
  const plan = await planOf(asking, parsed.value);
  if ("status" in plan) return plan;
  // In a statement of its own: there the columns' names mean what the file makes of them, here what is kept.
  const rows = sql`SELECT *, event_id FROM events WHERE ${eventsWhere(plan, conditionsOf(plan))}`;
  return { plan, statement: sql`SELECT ${commas(columns(format))} FROM (${rows})` };
}

/** CSV knows text alone: there lists are words with a blank between them, and properties an object of JSON. */
function columns(format: FileFormat): Sql[] {
  const isFlat = format === "csv";
  const text = (column: Sql) => sql`${cell(sql`toString(${column})`, format)} AS ${column}`;
  const list = (column: Sql) =>
    isFlat ? sql`${cell(sql`arrayStringConcat(${column}, ' ')`, format)} AS ${column}` : column;
  return [
    sql`toString(event_id) AS id`,
    sql`ts AS at`,
    sql`lower(leftPad(hex(visitor_id), 16, '0')) AS visitor`,
    sql`lower(leftPad(hex(session_id), 16, '0')) AS visit`,
    sql`${cell(sql`toString(path)`, format)} AS page`,
    ...TEXTS.map(text),
    ...LISTS.map(list),
    isFlat ? sql`toJSONString(props) AS props` : sql`props`,
    ...NUMBERS,
  ];
}

const TEXTS = [
  ...[sql`name`, sql`hostname`, sql`query`, sql`title`, sql`referrer`, sql`source`, sql`channel`],
  ...[sql`utm_source`, sql`utm_medium`, sql`utm_campaign`, sql`utm_content`, sql`utm_term`],
  ...[sql`country`, sql`region`, sql`city`, sql`browser`, sql`browser_version`, sql`os`, sql`os_version`],
  ...[sql`device`, sql`screen`, sql`viewport`, sql`language`, sql`timezone`, sql`traffic`, sql`consent`],
  ...[sql`sdk`, sql`user_id`, sql`order_id`, sql`element_selector`, sql`element_text`, sql`href`],
  ...[sql`file_extension`, sql`form_id`, sql`form_name`, sql`form_action`, sql`vital_metric`],
  ...[sql`vital_rating`, sql`vital_target`, sql`error_message`, sql`error_file`, sql`error_stack`],
];
const LISTS = [sql`traffic_reasons`, sql`rules`];
/** Nothing where an event is not of that kind. */
const NUMBERS = [
  sql`is_interactive = 1 AS is_interactive`,
  sql`if(revenue_currency = '', NULL, toFloat64(revenue_amount)) AS revenue`,
  sql`toString(revenue_currency) AS currency`,
  sql`if(vital_metric = '', NULL, toFloat64(vital_value)) AS vital_value`,
  sql`if(name = 'error', error_line, NULL) AS error_line`,
  sql`if(name = 'error', error_column, NULL) AS error_column`,
];
