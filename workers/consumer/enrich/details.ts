/** What only some events carry: engagement, money, properties, and what was clicked, filled in, measured or broken. */
import type { EnrichedEvent, RawEvent } from "../../../schema/message.ts";
import { propColumns } from "./props.ts";
import { bounded, counted } from "./text.ts";
import { withoutQuery } from "./url.ts";

const MAX_UINT32 = 2 ** 32 - 1;
/** A report above 30 days is a broken clock, as the field has it. */
const MAX_ENGAGEMENT_MS = 30 * 86_400_000;
/** `Decimal(18, 4)` holds 14 digits before the point. */
const MAX_REVENUE = 1e14;
/** The column's mark for "none was reported". */
const NO_SCROLL = 255;

const MAX_TEXT_CHARS = 500;
const MAX_STACK_CHARS = 2_000;

type Details = Partial<EnrichedEvent>;

/** Empty columns are left out: absent is the column's default, and most events have none of these. */
export function detailsOf(event: RawEvent): Details {
  return {
    ...propColumns(event.identity?.traits ? { ...event.identity.traits, ...event.props } : event.props),
    ...(event.engagement && engagementOf(event.engagement)),
    ...(event.revenue && revenueOf(event.revenue)),
    ...((event.element || event.file) && targetOf(event)),
    ...(event.form && formOf(event.form)),
    ...(event.vital && vitalOf(event.vital)),
    ...(event.error && errorOf(event.error)),
    ...(event.identity && identityOf(event.identity)),
  };
}

type Part<Name extends keyof RawEvent> = NonNullable<RawEvent[Name]>;

const engagementOf = ({ ms, scroll }: Part<"engagement">): Details => ({
  engagement_ms: ms !== undefined && ms <= MAX_ENGAGEMENT_MS ? counted(ms, MAX_UINT32) : 0,
  scroll: counted(scroll, 100, NO_SCROLL),
});

function revenueOf({ amount, currency, order_id }: Part<"revenue">): Details {
  if (!(Math.abs(amount) < MAX_REVENUE) || !/^[A-Z]{3}$/.test(currency)) return {};
  return {
    revenue_amount: Math.round(amount * 10_000) / 10_000,
    revenue_currency: currency,
    order_id: bounded(order_id, 256),
  };
}

const targetOf = ({ element, file }: RawEvent): Details => ({
  element_selector: bounded(element?.selector, MAX_TEXT_CHARS),
  element_text: bounded(element?.text, MAX_TEXT_CHARS),
  href: withoutQuery(file?.href ?? element?.href, MAX_TEXT_CHARS),
  file_extension: bounded(file?.extension, 20).toLowerCase(),
});

const formOf = ({ id, name, action }: Part<"form">): Details => ({
  form_id: bounded(id, 200),
  form_name: bounded(name, 200),
  form_action: withoutQuery(action, MAX_TEXT_CHARS),
});

const vitalOf = ({ metric, value, rating, target }: Part<"vital">): Details => ({
  vital_metric: bounded(metric, 20),
  vital_value: Number.isFinite(value) ? value : 0,
  vital_rating: bounded(rating, 20),
  vital_target: bounded(target, MAX_TEXT_CHARS),
});

const errorOf = ({ message, file, line, column, stack }: Part<"error">): Details => ({
  error_message: withoutQueries(bounded(message, MAX_TEXT_CHARS)),
  error_file: withoutQuery(file, MAX_TEXT_CHARS),
  error_line: counted(line, MAX_UINT32),
  error_column: counted(column, MAX_UINT32),
  error_stack: withoutQueries(stackOf(stack)),
});

/** Lines matter in a stack, so they stay. */
const stackOf = (stack: unknown) =>
  (typeof stack === "string" ? stack : "")
    .slice(0, MAX_STACK_CHARS)
    .split("\n")
    .map((line) => bounded(line, MAX_STACK_CHARS))
    .join("\n");

/** Addresses within a text, up to their query. */
const withoutQueries = (text: string) => text.replace(/(https?:\/\/[^\s?#)]+)[?#][^\s):]*/g, "$1");

const identityOf = ({ user_id, previous_id }: Part<"identity">): Details => ({
  user_id: bounded(user_id, 256),
  previous_id: bounded(previous_id, 256),
});
