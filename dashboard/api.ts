/** The only fetch. Everything goes through the public API; the session rides on an HttpOnly cookie. */
import type { ApiError } from "../schema/error.ts";
import type { QueryAnswer, QueryInput } from "../schema/query.ts";

export interface Site {
  id: string;
  /** What the tracker carries: public. */
  key: string;
  name: string;
  domains: string[];
  timezone: string;
}

export interface NewSite {
  name: string;
  domains: string[];
  timezone: string;
}

/** Why there is no answer. */
export type Problem =
  | { kind: "signed_out" }
  | { kind: "unreachable" }
  | {
      kind: "refused";
      status: number;
      message: string;
      /** For programs: `unknown_word`. */
      code?: string;
      /** Where in the request: `domains[0]`. */
      path?: string;
    };

export type Outcome<Value> = { ok: true; value: Value } | { ok: false; problem: Problem };

export type Method = "GET" | "POST" | "PATCH" | "DELETE";

export interface Api {
  /** Whether everything is asked with a share's token, which reads numbers and nothing else. */
  isShared(): boolean;
  /** Any endpoint that has no name of its own here; the answer's shape is what docs/api.md says of it. */
  call<Value>(method: Method, path: string, body?: unknown, abort?: AbortSignal): Promise<Outcome<Value>>;
  signIn(token: string): Promise<Outcome<unknown>>;
  signOut(): Promise<Outcome<unknown>>;
  sites(): Promise<Outcome<Site[]>>;
  createSite(site: NewSite): Promise<Outcome<Site>>;
  /** One request, the answers in the order of the queries; a single refused query refuses them all. */
  ask(queries: QueryInput[], abort?: AbortSignal): Promise<Outcome<QueryAnswer[]>>;
  /** All rows of an answer, as the file that the server writes. */
  file(query: QueryInput & { format: "csv" }): Promise<Outcome<Blob>>;
}

type Send = (path: string, init: RequestInit) => Promise<Response>;

export function createApi(send: Send = (path, init) => fetch(path, init)): Api {
  const call = <Value>(
    method: Method,
    path: string,
    body?: unknown,
    abort?: AbortSignal,
  ): Promise<Outcome<Value>> =>
    // Our own API on our own origin: its contract is in schema/, and its tests hold it to that.
    outcomeOf(request(method, path, body, abort), async (response) => {
      const text = await response.text();
      return (text === "" ? null : JSON.parse(text)) as Value;
    });
  const request = (method: Method, path: string, body: unknown, abort?: AbortSignal) => () =>
    send(path, {
      method,
      credentials: "same-origin",
      headers: { "content-type": "application/json" },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(abort !== undefined && { signal: abort }),
    });
  return {
    isShared: () => false,
    call,
    signIn: (token) => call("POST", "/v1/sign-in", { token }),
    signOut: () => call("DELETE", "/v1/sign-in"),
    sites: async () => map(await call<{ sites: Site[] }>("GET", "/v1/sites"), ({ sites }) => sites),
    file: (query) => outcomeOf(request("POST", "/v1/query", query), (response) => response.blob()),
    createSite: (site) => call("POST", "/v1/sites", site),
    ask: async (queries, abort) => {
      const outcome = await call<{ answers: (QueryAnswer | ApiError)[] }>(
        "POST",
        "/v1/query",
        { queries },
        abort,
      );
      return outcome.ok ? allAnswered(outcome.value.answers) : outcome;
    },
  };
}

async function outcomeOf<Value>(
  request: () => Promise<Response>,
  read: (response: Response) => Promise<Value>,
): Promise<Outcome<Value>> {
  try {
    const response = await request();
    if (response.ok) return { ok: true, value: await read(response) };
    const text = await response.text();
    if (response.status === 401) return { ok: false, problem: { kind: "signed_out" } };
    return { ok: false, problem: { kind: "refused", status: response.status, ...refusalIn(text) } };
  } catch {
    return { ok: false, problem: { kind: "unreachable" } };
  }
}

/** What stands in front of us may answer with a page of its own. */
function refusalIn(text: string): { message: string; code?: string; path?: string } {
  try {
    const { message = "", code, path } = (JSON.parse(text) as Partial<ApiError>).error ?? {};
    return { message, ...(code !== undefined && { code }), ...(path !== undefined && { path }) };
  } catch {
    return { message: "" };
  }
}

function allAnswered(answers: (QueryAnswer | ApiError)[]): Outcome<QueryAnswer[]> {
  const refusal = answers.find((answer): answer is ApiError => "error" in answer);
  return refusal === undefined
    ? { ok: true, value: answers as QueryAnswer[] }
    : { ok: false, problem: { kind: "refused", status: 422, message: refusal.error.message } };
}

const map = <From, To>(outcome: Outcome<From>, change: (value: From) => To): Outcome<To> =>
  outcome.ok ? { ok: true, value: change(outcome.value) } : outcome;
