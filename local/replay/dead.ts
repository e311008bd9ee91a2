/** Sends the messages that were put aside again, through the API of a Footfall that runs. */

interface Answer {
  sent: number;
  left: string[];
  next: string | null;
}

export interface DeadSummary {
  sent: number;
  /** Keys of what is no message: somebody has to look at it. */
  left: string[];
}

/** @throws Error with the service's own sentence. */
export async function replayDead(url: string, token: string, send = fetch): Promise<DeadSummary> {
  const summary: DeadSummary = { sent: 0, left: [] };
  for (let after: string | null | undefined; after !== null; ) {
    const answer = await page(url, token, after, send);
    summary.sent += answer.sent;
    summary.left.push(...answer.left);
    after = answer.next;
  }
  return summary;
}

async function page(url: string, token: string, after: string | undefined, send: typeof fetch) {
  const response = await send(`${url}/v1/dead-letters/replay`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({ ...(after !== undefined && { after }) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`POST /v1/dead-letters/replay answered ${response.status}: ${text}`);
  return JSON.parse(text) as Answer; // the contract of a 200
}
