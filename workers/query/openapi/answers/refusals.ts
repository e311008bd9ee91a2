import { z } from "zod";
import { text } from "./words.ts";

export const error = z.strictObject({
  error: z.strictObject({
    code: text,
    message: text,
    path: text.optional(),
    allowed: z.array(text).optional(),
    did_you_mean: text.optional(),
  }),
});
export const plausibleError = z.strictObject({ error: text });
