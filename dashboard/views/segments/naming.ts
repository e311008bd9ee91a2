/** Words for a segment's sentence, in the language of the page. */
import { nameDimension, parseDimension } from "../../dimensions.ts";
import { t } from "../../messages/index.ts";
import { words } from "../../messages/views/index.ts";
import { nameValue } from "../../places.ts";
import type { Naming } from "./sentence.ts";

export function naming(): Naming {
  const { and, or, not, has_done, has_not_done } = words.t.segments;
  const operators: Record<string, string> = t.operators;
  return {
    dimension(name) {
      const dimension = parseDimension(name);
      return dimension === null ? name : nameDimension(dimension);
    },
    operator: (name) => operators[name] ?? name,
    value(name, value) {
      const dimension = parseDimension(name);
      return dimension === null ? value : nameValue(dimension, value, t.locale, t.rows.notSet).text;
    },
    ...{ and, or, not, has_done, has_not_done },
  };
}
