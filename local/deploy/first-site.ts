/** The service as its administrator calls it after a deployment. */
import { type CanarySite, type Places, reasonOf } from "./canary.ts";

const START_MS = 90_000;
const LOOK_MS = 2_000;

/** A new address takes a moment to be known everywhere. @throws Error when it does not answer in time. */
export async function waitForHealth({ fetch, sleep, now }: Places, url: string): Promise<void> {
  const until = now() + START_MS;
  let last = "";
  do {
    const answer = await fetch(`${url}/health`).catch((error: Error) => reasonOf(error));
    if (typeof answer !== "string" && answer.ok) return;
    last = typeof answer === "string" ? answer : `${answer.status} ${await answer.text()}`;
    await sleep(LOOK_MS);
  } while (now() < until);
  throw new Error(`${url}/health does not answer: ${last.slice(0, 300)}`);
}

type Site = CanarySite & { snippet: string };

/** Of the deployment. @throws Error in the service's own words. */
export const sitesOf = async (places: Places): Promise<Site[]> =>
  (await call<{ sites: Site[] }>(places, "GET", "/v1/sites")).sites;

/** The first of the sites, made when there is none. @throws Error in the service's own words. */
export async function firstSite(places: Places, domain: string | null): Promise<Site> {
  const sites = await sitesOf(places);
  const [known] = sites;
  if (known !== undefined)
    return sites.find(({ domains }) => domain !== null && domains.includes(domain)) ?? known;
  return call<Site>(places, "POST", "/v1/sites", {
    name: domain ?? "My site",
    domains: domain === null ? [] : [domain],
  });
}

async function call<Answer>(
  { api, adminToken, fetch }: Places,
  method: string,
  path: string,
  body?: unknown,
): Promise<Answer> {
  const response = await fetch(api + path, {
    method,
    headers: { authorization: `Bearer ${adminToken}`, "content-type": "application/json" },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text.slice(0, 300)}`);
  // The contract of the API.
  return JSON.parse(text) as Answer;
}
