/** Numbers of a site's own, whatever they measure. */
import { inLanguage } from "../../messages/index.ts";
import { NOTHING } from "../../numbers.ts";

const format = inLanguage((language) => new Intl.NumberFormat(language, { maximumFractionDigits: 2 }));

export const formatAmount = (value: number | null): string =>
  value === null ? NOTHING : format().format(value);
