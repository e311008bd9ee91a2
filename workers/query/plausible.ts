/** The same query in Plausible's clothes: what its clients send beside ours, and errors as one sentence. */
import type { Refusal } from "./refusal.ts";

/** `include.imports` is always false here: imported events are events. Comparisons have another place. */
export function fromPlausible(input: unknown): unknown {
  if (!isObject(input) || !isObject(input.include)) return input;
  const { imports, comparisons, ...include } = input.include;
  return { ...input, include, ...(comparisons !== undefined && { compare: comparisons }) };
}

/** 400 with the sentence; who may not ask gets 401, outages stay what they are. */
export function plausibleError({ status, error }: Refusal): Response {
  const outer = status === 422 || status === 403 || status === 404 ? 400 : status;
  const meant = error.did_you_mean === undefined ? "" : ` Did you mean "${error.did_you_mean}"?`;
  return Response.json({ error: `${error.message}${meant}` }, { status: outer });
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
