/** What the shapes of answers are made of. */
import { z } from "zod";

export const time = z.iso.datetime({ offset: true });
export const text = z.string();
export const count = z.number().int().nonnegative();
export const list = <Item extends z.ZodType>(name: string, item: Item) =>
  z.strictObject({ [name]: z.array(item) });
export const texts = z.record(z.string(), z.string());
