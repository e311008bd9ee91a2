import { expect, test } from "vitest";
import { refusalOf, refusalOfFailure } from "./refusal.ts";

const exception = (number: number, name: string, text: string) =>
  `Code: ${number}. DB::Exception: ${text}. (${name}) (version 26.7.2.1)\n`;

test.each([
  [60, "UNKNOWN_TABLE", "transient"],
  [16, "NO_SUCH_COLUMN_IN_TABLE", "transient"],
  [53, "TYPE_MISMATCH", "transient"],
  [497, "ACCESS_DENIED", "transient"],
  [516, "AUTHENTICATION_FAILED", "transient"],
  [201, "QUOTA_EXCEEDED", "transient"],
  [241, "MEMORY_LIMIT_EXCEEDED", "transient"],
  [252, "TOO_MANY_PARTS", "transient"],
  [159, "TIMEOUT_EXCEEDED", "transient"],
  [242, "TABLE_IS_READ_ONLY", "transient"],
  [999, "KEEPER_EXCEPTION", "transient"],
  [6, "CANNOT_PARSE_TEXT", "data"],
  [33, "CANNOT_READ_ALL_DATA", "data"],
  [70, "CANNOT_CONVERT_TYPE", "data"],
  [131, "TOO_LARGE_STRING_SIZE", "data"],
  [407, "DECIMAL_OVERFLOW", "data"],
  [469, "VIOLATED_CONSTRAINT", "data"],
])("code %i, %s, is %s", (number, code, kind) => {
  const body = exception(number, code, "something happened");
  expect(refusalOf(500, String(number), body)).toMatchObject({ ok: false, kind, code });
  expect(refusalOf(500, null, body)).toMatchObject({ kind, code });
});

test.each([
  [413, "data"],
  [301, "transient"],
  [429, "transient"],
  [502, "transient"],
  [503, "transient"],
])("status %i without an exception is %s", (status, kind) => {
  expect(refusalOf(status, null, "<html>")).toMatchObject({ ok: false, kind, code: `HTTP_${status}` });
});

test("a row's values are not repeated, and cannot pose as the error's name", () => {
  const text = "Cannot parse input: (FAKE_NAME) jane@example.com";
  const refusal = refusalOf(400, "27", exception(27, "CANNOT_PARSE_INPUT_ASSERTION_FAILED", text));
  expect(refusal.code).toBe("CANNOT_PARSE_INPUT_ASSERTION_FAILED");
  expect(refusal.message).not.toContain("jane");
});

test("what only names tables and limits is passed on to who runs the server, shortened", () => {
  const text = `Table footfall.events does not exist ${"x".repeat(1_000)}`;
  const { message } = refusalOf(404, "60", exception(60, "UNKNOWN_TABLE", text));
  expect(message).toContain("footfall.events");
  expect(message.length).toBeLessThan(400);
});

test.each([
  ["TIMEOUT", new DOMException("The operation was aborted due to timeout", "TimeoutError")],
  ["NETWORK", new TypeError("fetch failed: http://user:secret@host")],
  ["NETWORK", "a string"],
])("%s: no answer is transient, and says nothing of the address", (code, error) => {
  const refusal = refusalOfFailure(error);
  expect(refusal).toMatchObject({ kind: "transient", code });
  expect(refusal.message).not.toContain("secret");
});
