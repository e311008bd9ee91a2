/** Sends events of other people's visits through the server-side API, as any server would. */
import { gzipSync } from "node:zlib";
import type { CaptureAnswer, CaptureRequest } from "../schema/event.ts";

export interface CaptureClient {
  /** Base URL of the collector, without a slash at the end. */
  url: string;
  /** Needs `events:write` for the site. */
  token: string;
  fetch?: typeof fetch;
  /** Waits for so many ms. */
  sleep?: (ms: number) => Promise<unknown>;
}

const MAX_ATTEMPTS = 30;
const FIRST_DELAY_MS = 500;
const MAX_DELAY_MS = 15_000;

/**
 * One request, repeated while the service is busy (429, 503) or away, after the time that it asks for.
 * Throws an Error with the service's own sentence when it refuses, and after 30 attempts.
 */
export async function capture(client: CaptureClient, request: CaptureRequest): Promise<CaptureAnswer> {
  const sleep = client.sleep ?? ((ms: number) => new Promise((resolve) => setTimeout(resolve, ms)));
  let last = "";
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    // Every attempt but the first says so: the first may have arrived although its answer was lost.
    const answer = await post(client, attempt === 0 ? request : { ...request, resend: true });
    if (answer.ok) return answer.body;
    last = answer.sentence;
    await sleep(answer.retryAfterMs ?? Math.min(FIRST_DELAY_MS * 2 ** attempt, MAX_DELAY_MS));
  }
  throw new Error(`Gave up after ${MAX_ATTEMPTS} attempts: ${last}`);
}

type Attempt =
  | { ok: true; body: CaptureAnswer }
  | { ok: false; sentence: string; retryAfterMs: number | null };

async function post(
  { url, token, fetch: send = fetch }: CaptureClient,
  request: CaptureRequest,
): Promise<Attempt> {
  let response: Response;
  try {
    response = await send(`${url}/capture`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${token}`,
        "content-type": "application/json",
        "content-encoding": "gzip",
      },
      body: new Uint8Array(gzipSync(JSON.stringify(request))),
    });
  } catch (cause) {
    return { ok: false, sentence: `${url} cannot be reached (${reasonOf(cause)})`, retryAfterMs: null };
  }
  const text = await response.text();
  if (response.ok) return { ok: true, body: JSON.parse(text) as CaptureAnswer }; // the contract of a 202
  const sentence = `POST /capture answered ${response.status}: ${text.slice(0, 500)}`;
  if (response.status !== 429 && response.status !== 503) throw new Error(sentence);
  return { ok: false, sentence, retryAfterMs: retryAfterMs(response.headers.get("retry-after")) };
}

const retryAfterMs = (header: string | null) =>
  header !== null && /^\d{1,4}$/.test(header.trim()) ? Number(header) * 1_000 : null;

const reasonOf = (cause: unknown) =>
  cause instanceof Error
    ? ((cause.cause as { code?: string } | undefined)?.code ?? cause.message)
    : String(cause);

export interface Sent {
  accepted: number;
  /** Events that the service dropped, by its reason. */
  refused: Map<string, number>;
}

/** Sends all requests in their order, `parallel` at a time; `onAnswer` hears of each. The first failure ends it. */
export async function captureAll(
  client: CaptureClient,
  requests: Iterable<CaptureRequest> | AsyncIterable<CaptureRequest>,
  parallel: number,
  onAnswer: (sent: Sent) => void = () => {},
): Promise<Sent> {
  const sent: Sent = { accepted: 0, refused: new Map() };
  const source = asyncIterator(requests);
  const worker = async () => {
    for (let next = await source.next(); !next.done; next = await source.next()) {
      count(sent, await capture(client, next.value));
      onAnswer(sent);
    }
  };
  await Promise.all(Array.from({ length: parallel }, worker));
  return sent;
}

/** Generators queue concurrent calls of next(), so that workers may share one. */
async function* asyncIterator<Item>(items: Iterable<Item> | AsyncIterable<Item>): AsyncGenerator<Item> {
  yield* items;
}

function count(sent: Sent, answer: CaptureAnswer): void {
  sent.accepted += answer.accepted;
  for (const { result, reason = "unknown" } of Object.values(answer.results ?? {}))
    if (result === "drop") sent.refused.set(reason, (sent.refused.get(reason) ?? 0) + 1);
}
