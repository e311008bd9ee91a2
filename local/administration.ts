/** The few administrative calls that a local start makes, through the same API as everybody else. */

export interface Site {
  id: string;
  key: string;
  name: string;
  domains: string[];
}

export interface Administration {
  sites(): Promise<Site[]>;
  createSite(site: { name: string; domains: string[]; timezone: string }): Promise<Site>;
  /** True when all that was accepted is visible in queries. */
  flush(timeoutMs: number): Promise<boolean>;
}

/** Speaks to the service at `url` with an admin token. Each call throws an Error with the service's own sentence. */
export function administrationOf(url: string, token: string): Administration {
  const call = async <Answer>(method: string, path: string, body?: unknown): Promise<Answer> => {
    const response = await fetch(url + path, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
    return JSON.parse(text) as Answer;
  };
  return {
    sites: async () => (await call<{ sites: Site[] }>("GET", "/v1/sites")).sites,
    createSite: (site) => call<Site>("POST", "/v1/sites", site),
    flush: async (timeout_ms) =>
      (await call<{ flushed: boolean }>("POST", "/v1/pipeline/flush", { timeout_ms })).flushed,
  };
}
