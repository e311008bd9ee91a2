/** A running Footfall as a script sees it: the public API and nothing else. */
import type { CaptureAnswer, CaptureRequest } from "../schema/event.ts";
import type { QueryAnswer, QueryInput } from "../schema/query.ts";

export interface Footfall {
  url: string;
  token: string;
  createSite(name: string, domains: string[], timezone?: string): Promise<{ id: string; key: string }>;
  createGoal(goal: { site_id: string } & Record<string, unknown>): Promise<{ id: string }>;
  capture(request: CaptureRequest): Promise<{ status: number; body: CaptureAnswer }>;
  query(query: QueryInput): Promise<QueryAnswer>;
  /** Captures events and waits until they are visible. @throws when one of them is not accepted. */
  record(request: CaptureRequest): Promise<void>;
  /** Flushes until the service says that all is visible. */
  flush(): Promise<void>;
  /** Backlog of the queue, for those who must know what the queue still holds. */
  backlog(): Promise<number>;
}

export function footfallAt(url: string, token: string): Footfall {
  const post = async (path: string, body: unknown) => {
    const response = await fetch(url + path, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: await response.json() };
  };
  const accepted = async <Answer>(path: string, body: unknown): Promise<Answer> => {
    const answer = await post(path, body);
    if (answer.status >= 300)
      throw new Error(`${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    return answer.body as Answer;
  };
  const capture = (request: CaptureRequest) =>
    post("/capture", request) as Promise<{ status: number; body: CaptureAnswer }>;
  const flush = async () => {
    for (let attempt = 0; attempt < 10; attempt++)
      if ((await accepted<{ flushed: boolean }>("/v1/pipeline/flush", { timeout_ms: 10_000 })).flushed)
        return;
    throw new Error("the pipeline did not drain");
  };
  return {
    url,
    token,
    createSite: (name, domains, timezone = "UTC") => accepted("/v1/sites", { name, domains, timezone }),
    createGoal: (goal) => accepted("/v1/goals", goal),
    capture,
    async record(request) {
      const { body } = await capture(request);
      if (body.accepted !== request.events.length)
        throw new Error(`${request.events.length} events were answered ${JSON.stringify(body)}`);
      await flush();
    },
    query: (query) => accepted("/v1/query", query),
    flush,
    async backlog() {
      const response = await fetch(`${url}/v1/pipeline`, { headers: { authorization: `Bearer ${token}` } });
      return ((await response.json()) as { queue: { backlog: number } }).queue.backlog;
    },
  };
}

/** The instance that the global set-up started. */
export const theFootfall = (): Footfall =>
  footfallAt(process.env.FOOTFALL_URL ?? "", process.env.FOOTFALL_ADMIN_TOKEN ?? "");

/** Asks until `isRight` accepts the answer or `withinMs` has passed; returns the last answer either way. */
export async function eventually<Answer>(
  ask: () => Promise<Answer>,
  isRight: (answer: Answer) => boolean,
  withinMs = 15_000,
): Promise<Answer> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (isRight(answer) || Date.now() > deadline) return answer;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
