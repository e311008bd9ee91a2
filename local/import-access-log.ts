/**
 * `npm run import:access-log FILE -- --site KEY_OR_ID`: replays a web server's access log through `POST /capture`
 * with its own times, addresses, user agents and referrers. Robots are sent too: the service tells them apart.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { CaptureRequest } from "../schema/event.ts";
import { MAX_SERVER_EVENTS_PER_REQUEST, MAX_SERVER_REQUEST_BYTES } from "../schema/limits.ts";
import { parseLine, skipReason } from "./access-log.ts";
import { type Event, eventMaker, type ImportSettings } from "./access-log-event.ts";
import { administrationOf } from "./administration.ts";
import { type CaptureClient, captureAll, type Sent } from "./capture-client.ts";
import { type ImportArguments, importArguments, USAGE } from "./import-arguments.ts";
import { logLines } from "./log-lines.ts";

const PARALLEL_REQUESTS = 2;
/** Of the limit of a request; the rest is its envelope. */
const MAX_EVENTS_BYTES = MAX_SERVER_REQUEST_BYTES * 0.9;
/** A file that is no log at all should not fill the screen. */
const MAX_REPORTED_LINES = 20;

export interface Summary {
  lines: number;
  /** Lines that were sent. */
  sent: number;
  skipped: Map<string, number>;
  malformed: number;
}

/** Turns a log into requests; the summary is complete when the last one was taken. `report` hears of malformed lines. */
export async function* requestsOf(
  lines: AsyncIterable<string> | Iterable<string>,
  settings: ImportSettings & { all: boolean },
  summary: Summary,
  report: (sentence: string) => void,
): AsyncGenerator<CaptureRequest> {
  const toEvent = eventMaker(settings);
  let events: Event[] = [];
  let bytes = 0;
  for await (const text of lines) {
    summary.lines++;
    const event = eventOf(text, toEvent, settings.all, summary, report);
    if (!event) continue;
    const size = Buffer.byteLength(JSON.stringify(event));
    if (events.length === MAX_SERVER_EVENTS_PER_REQUEST || bytes + size > MAX_EVENTS_BYTES) {
      yield { site: settings.siteKey, events };
      [events, bytes] = [[], 0];
    }
    events.push(event);
    bytes += size;
    summary.sent++;
  }
  if (events.length > 0) yield { site: settings.siteKey, events };
}

function eventOf(
  text: string,
  toEvent: ReturnType<typeof eventMaker>,
  all: boolean,
  summary: Summary,
  report: (sentence: string) => void,
): Event | null {
  const parsed = parseLine(text);
  if (!parsed.ok) {
    summary.malformed++;
    report(`line ${summary.lines}: ${parsed.reason}`);
    return null;
  }
  const event = toEvent(parsed.line);
  const reason = (all ? null : skipReason(parsed.line)) ?? (event ? null : "URL too long");
  if (reason !== null) summary.skipped.set(reason, (summary.skipped.get(reason) ?? 0) + 1);
  return reason === null ? event : null;
}

/** The token of the command line, of FOOTFALL_ADMIN_TOKEN, or the one that a local start keeps. */
function findToken(given: string | undefined, env: NodeJS.ProcessEnv): string {
  const file = join(env.FOOTFALL_DATA || ".footfall", "admin-token");
  const token =
    given ?? env.FOOTFALL_ADMIN_TOKEN ?? (existsSync(file) ? readFileSync(file, "utf8").trim() : "");
  if (token === "")
    throw new Error(`No token: give --token, or set FOOTFALL_ADMIN_TOKEN; there is none in ${file} either.`);
  return token;
}

/** A key is `<id>.<tag>`. An id, or a log without --host, needs a look at the site itself. */
async function findSite(
  { url, site, host }: ImportArguments,
  token: string,
): Promise<{ key: string; host: string }> {
  if (site.includes(".") && host !== undefined) return { key: site, host };
  const sites = await administrationOf(url, token).sites();
  const found = sites.find(({ id, key }) => site === id || site === key);
  if (!found) throw new Error(`There is no site ${site} at ${url}.`);
  const own = host ?? found.domains?.[0];
  if (own === undefined)
    throw new Error(`The site names no domain: say whose log it is with --host example.com.`);
  return { key: found.key, host: own };
}

const counts = (byReason: Map<string, number>) =>
  [...byReason].map(([reason, n]) => `${n.toLocaleString("en")} ${reason}`).join(", ") || "none";

export function summaryText(
  { lines, sent, skipped, malformed }: Summary,
  { accepted, refused }: Sent,
): string {
  const total = (byReason: Map<string, number>) => [...byReason.values()].reduce((sum, n) => sum + n, 0);
  return [
    `${lines.toLocaleString("en")} lines: ${sent.toLocaleString("en")} page views sent, ${accepted.toLocaleString("en")} accepted`,
    `skipped    ${total(skipped).toLocaleString("en")} (${counts(skipped)})`,
    `malformed  ${malformed.toLocaleString("en")}`,
    `refused    ${total(refused).toLocaleString("en")} (${counts(refused)})`,
  ].join("\n");
}

async function main(given: ImportArguments): Promise<void> {
  const token = findToken(given.token, process.env);
  const lines = logLines(given.file);
  const { key, host } = await findSite(given, token);
  const summary: Summary = { lines: 0, sent: 0, skipped: new Map(), malformed: 0 };
  const report = (sentence: string) => {
    if (summary.malformed <= MAX_REPORTED_LINES) console.error(`${given.file}, ${sentence}`);
  };
  const requests = requestsOf(lines, { siteKey: key, host, secret: token, all: given.all }, summary, report);
  const client: CaptureClient = { url: given.url, token };
  const sent = await captureAll(client, requests, PARALLEL_REQUESTS, ({ accepted }) => {
    console.log(
      `${summary.lines.toLocaleString("en")} lines read, ${accepted.toLocaleString("en")} page views accepted`,
    );
  });
  console.log(summaryText(summary, sent));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const given = importArguments(process.argv.slice(2), process.env);
  if (given) await main(given).catch(fail);
  else fail(new Error(USAGE));
}

function fail(error: Error): void {
  console.error(error.message);
  process.exitCode = 1;
}
