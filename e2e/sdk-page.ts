/**
 * What the tracker's suite stands on: a page in a real Chromium, before a collector that only listens. The observable is
 * what arrives there, and what does not.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import { launchBrowser } from "../local/browser.ts";
import type { Files } from "../local/build/files.ts";
import { buildTracker, type Form } from "../local/build/tracker.ts";
import type { CaptureRequest, WireEvent } from "../schema/event.ts";
import { captureRequest } from "../schema/event.ts";
import type { Footfall } from "../sdk/api.ts";

/** Another one for each test: the last words of a page may arrive in the next test. */
export let SITE: string;
let siteCount = 0;
/** One suite over the built file and, where there is time, over the same source without any shortening. */
export const FORMS: Form[] = process.env.FOOTFALL_LONG ? ["short", "readable"] : ["short"];
const SDK = join(import.meta.dirname, "../sdk");
const CSP = "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'unsafe-inline'";

interface Answer {
  status: number;
  headers?: Record<string, string>;
  /** Answers only when this resolves. */
  after?: Promise<unknown>;
  /** The connection breaks instead, after the events were taken. */
  isLost?: boolean;
}

/** What a test may say of its page before it opens it. */
interface Setting {
  attributes: string;
  head: string;
  body: string;
  /** The browser itself writes a line for a refused request. */
  tolerated: string;
}

export const EVERYWHERE = 'data-include="local automation"';
export let setting: Setting;
export let requests: CaptureRequest[];
export let bodies: string[];
export let cookies: (string | undefined)[];
export let answers: Answer[];
export let origin: string;
export let files: Files;
export let browser: Browser;
export let context: BrowserContext;
export let page: Page;
let complaints: string[];

export const html = (path: string) => `<!doctype html><html><head><title>Page ${path}</title>${setting.head}
  <script defer src="/script.js" data-site="${SITE}" ${setting.attributes}></script></head>
  <body style="height: 4000px">${setting.body}</body></html>`;

async function listen(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = Buffer.concat(chunks).toString();
  const captured = captureRequest.parse(JSON.parse(body));
  if (captured.site !== SITE) return void response.writeHead(202).end("{}");
  bodies.push(body);
  requests.push(captured);
  cookies.push(request.headers.cookie);
  const { status, headers, after, isLost } = answers.shift() ?? { status: 202 };
  await after;
  if (isLost) response.destroy();
  else response.writeHead(status, { "content-type": "application/json", ...headers }).end("{}");
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname } = new URL(request.url ?? "", origin);
  const file = files.get(pathname.slice(1));
  if (file) response.writeHead(200, { "content-type": "text/javascript" }).end(file);
  else if (pathname === "/capture") await listen(request, response);
  else if (pathname === "/favicon.ico") response.writeHead(204).end();
  else
    response
      .writeHead(200, { "content-type": "text/html", "content-security-policy": CSP })
      .end(html(pathname));
}

/** Gives each test a fresh browser context, and fails it when the page's console holds an error. */
export function useTracker(form: Form): void {
  const server = createServer((request, response) => void answer(request, response));
  beforeAll(async () => {
    files = await buildTracker(SDK, form);
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    origin = `http://localhost:${(server.address() as AddressInfo).port}`;
    browser = await launchBrowser({ ignoreDefaultArgs: ["--disable-back-forward-cache"] });
  });
  afterAll(async () => {
    await browser.close();
    server.closeAllConnections();
    server.close();
  });
  beforeEach(async () => {
    SITE = `site${++siteCount}.tag`;
    [requests, bodies, cookies, answers, complaints] = [[], [], [], [], []];
    setting = { attributes: EVERYWHERE, head: "", body: "", tolerated: "" };
    context = await browser.newContext();
    page = await openTab();
  });
  afterEach(async () => {
    await context.close();
    const { tolerated } = setting;
    expect(complaints.filter((text) => !tolerated || !text.includes(tolerated))).toEqual([]);
  });
}

/** Another page of the same browser. */
export async function openTab(): Promise<Page> {
  const tab = await context.newPage();
  tab.on("pageerror", (error) => complaints.push(error.message));
  tab.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  return tab;
}

export const events = (): WireEvent[] => requests.flatMap((request) => request.events as WireEvent[]);
export const named = (name: string) => events().filter((event) => event.name === name);
export const paths = (name = "pageview") => named(name).map(({ url }) => url.replace(origin, ""));
export const stored = () => page.evaluate(() => Object.keys(localStorage));
export const goto = (path: string) => page.goto(origin + path);
/** Waits until so many have arrived. */
export const arrived = (count: number, of = events) =>
  expect.poll(() => of().length, { timeout: 15_000, interval: 20 }).toBe(count);
/** Long enough for a first batch to leave by itself. */
export const quiet = () => page.waitForTimeout(700);

/** Calls a method of the tracker in the page, as the page would. */
export const call = (name: keyof Footfall, ...args: unknown[]) =>
  page.evaluate(
    ([method, rest]) => {
      // The page has a tracker by now, whose methods take whatever they are given.
      const footfall = window.footfall as unknown as Record<string, (...args: unknown[]) => unknown>;
      return footfall[method as string]?.(...(rest as unknown[]));
    },
    [name, args],
  );
export const flush = () => call("flush");

/** Another tab comes to the front. */
export const hide = () =>
  page.evaluate(() => {
    Object.defineProperty(document, "hidden", { value: true, configurable: true });
    Object.defineProperty(document, "visibilityState", { value: "hidden", configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
  });
