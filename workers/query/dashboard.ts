/** The dashboard's files: every path that is not a file is a view of the one page. */
import { refusalResponse, refuse } from "./refusal.ts";

/** For pages that come without their own policy: nothing but this origin, no inline code, in nobody's frame. */
const CONTENT_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
  "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

const SECURITY_HEADERS = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
};

/** May stand in anybody's frame: it reads with its own token, sends no cookie, and changes nothing. */
const SHARE_PATH = "/share";

/** Answers GET and HEAD of anything that is not the API. `assets` is absent where the dashboard lives elsewhere. */
export async function serveDashboard(request: Request, assets: Fetcher | undefined): Promise<Response> {
  const notFound = refuse(404, "not_found", "There is nothing at this address.");
  if (assets === undefined || (request.method !== "GET" && request.method !== "HEAD")) {
    return refusalResponse(notFound);
  }
  const file = await assets.fetch(request);
  const answer = file.status === 404 && isView(request) ? await assets.fetch(page(request)) : file;
  return answer.status === 404 ? refusalResponse(notFound) : secured(request, answer);
}

/** Paths of views have no ending; a missing script must not be answered with a page. */
const isView = (request: Request): boolean => !/\.[a-z0-9]+$/i.test(new URL(request.url).pathname);

const page = (request: Request): Request =>
  new Request(new URL("/", request.url), { method: request.method });

function secured(request: Request, answer: Response): Response {
  const response = new Response(answer.body, answer);
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.headers.set(name, value);
  const policy = response.headers.get("content-security-policy") ?? CONTENT_POLICY;
  const isShare = new URL(request.url).pathname === SHARE_PATH;
  if (!isShare) response.headers.set("x-frame-options", "DENY");
  response.headers.set(
    "content-security-policy",
    isShare ? policy.replace("frame-ancestors 'none'", "frame-ancestors *") : policy,
  );
  return response;
}
