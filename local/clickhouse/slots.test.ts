import { expect, test } from "vitest";
import { Slots } from "./slots.ts";

const signal = new AbortController().signal;

test("places go round in the order of asking", async () => {
  const slots = new Slots(["a", "b"]);
  const order: string[] = [];
  expect([await slots.take(signal), await slots.take(signal)]).toEqual(["a", "b"]);
  const waiting = ["first", "second"].map(async (name) => order.push(`${name} ${await slots.take(signal)}`));
  slots.give("b");
  slots.give("a");
  await Promise.all(waiting);
  expect(order).toEqual(["first b", "second a"]);
});

test("who stops waiting takes no place", async () => {
  const slots = new Slots(["a"]);
  await slots.take(signal);
  const abort = new AbortController();
  const impatient = slots.take(abort.signal);
  const patient = slots.take(signal);
  abort.abort(new Error("gone"));
  await expect(impatient).rejects.toThrow("gone");
  slots.give("a");
  expect(await patient).toBe("a");
  await expect(slots.take(abort.signal)).rejects.toThrow("gone");
});
