import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parseMessage } from "../workers/consumer/message.ts";
import { captureRequest } from "./event.ts";
import { query } from "./query.ts";

/** Golden examples of what was sent, queued or asked by an earlier version: each must be understood for ever. */
const sample = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`samples/${name}.json`, import.meta.url), "utf8"));

test.each([
  ["capture-v1", captureRequest],
  ["query-v1", query],
])("%s still parses, and nothing of it is lost", (name, shape) => {
  expect(shape.parse(sample(name))).toMatchObject(sample(name) as object);
});

test.each([
  ...["message-raw-v1", "message-raw-v1-outcomes-only"],
  ...["message-enriched-v1", "message-enriched-v1-restored"],
])("%s is still taken from the queue", (name) => {
  expect(parseMessage(sample(name))).toEqual({ ok: true, message: sample(name) });
});
