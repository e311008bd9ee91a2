/** The archive where it is: a bucket of R2, or of anything else that speaks S3, read through its HTTP interface. */
import { setTimeout as sleep } from "node:timers/promises";
import type { ErasureRow } from "../../workers/control/erasures.ts";
import { type Credentials, encodeKey, signedHeaders } from "./aws-signature.ts";
import type { ArchiveSource } from "./source.ts";

export interface S3Access {
  /** https://ACCOUNT.r2.cloudflarestorage.com */
  endpoint: string;
  bucket: string;
  /** `auto` on R2. */
  region: string;
  credentials: Credentials;
  /** Tests wait less. */
  pauseMs?: number;
}

const TRIES = 4;
const PAUSE_MS = 500;

/** @throws Error that names the variable which is missing, without any value. */
export function s3Access(bucket: string, env: NodeJS.ProcessEnv): S3Access {
  const required = (name: string): string => {
    const value = env[name];
    if (!value) throw new Error(`To read the bucket ${bucket}, ${name} must be set.`);
    return value;
  };
  return {
    ...{ bucket, endpoint: required("R2_ENDPOINT"), region: env.R2_REGION || "auto" },
    credentials: {
      accessKeyId: required("R2_ACCESS_KEY_ID"),
      secretAccessKey: required("R2_SECRET_ACCESS_KEY"),
    },
  };
}

/** Reads keys and objects; what was erased stands in the control plane, so `erasures` comes from somewhere else. */
export function s3Source(access: S3Access, erasures: ErasureRow[] | null): ArchiveSource {
  const at = (key: string) => new URL(`/${encodeKey(access.bucket)}/${encodeKey(key)}`, access.endpoint);
  return {
    async keys(prefix) {
      const keys: string[] = [];
      for (let token: string | null = ""; token !== null; ) {
        const page: Page = pageOf(await (await get(access, listing(at(""), prefix, token))).text());
        keys.push(...page.keys);
        token = page.next;
      }
      return keys.sort();
    },
    read: async (key) => new Uint8Array(await (await get(access, at(key))).arrayBuffer()),
    erasures: async () => erasures,
    close: async () => {},
  };
}

function listing(bucket: URL, prefix: string, token: string): URL {
  const url = new URL(bucket.pathname.replace(/\/$/, ""), bucket);
  const query = { "list-type": "2", prefix, ...(token !== "" && { "continuation-token": token }) };
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url;
}

/** @throws Error with status and key, never with what signed the request. */
async function get({ credentials, region, pauseMs = PAUSE_MS }: S3Access, url: URL): Promise<Response> {
  for (let failures = 1; ; failures++) {
    const headers = signedHeaders("GET", url, {}, credentials, region, Date.now());
    const response = await fetch(url, { headers, redirect: "error" }).catch(() => null);
    if (response?.ok) return response;
    const status = response?.status ?? 0;
    const isPassing = status === 0 || status === 429 || status >= 500;
    if (!isPassing || failures === TRIES) throw new Error(await sentenceOf(response, url));
    await response?.body?.cancel();
    await sleep(pauseMs * 2 ** (failures - 1));
  }
}

async function sentenceOf(response: Response | null, { host, pathname }: URL): Promise<string> {
  if (response === null) return `${host} could not be reached.`;
  const [code = ""] = texts(await response.text(), "Code");
  return `${host} answered ${response.status} ${code} for ${decodeURIComponent(pathname)}`;
}

interface Page {
  keys: string[];
  /** Token of the next page. */
  next: string | null;
}

function pageOf(xml: string): Page {
  const isLast = texts(xml, "IsTruncated")[0] !== "true";
  return { keys: texts(xml, "Key"), next: isLast ? null : (texts(xml, "NextContinuationToken")[0] ?? null) };
}

/** What stands in the elements of that name; S3 nests none of them. */
const texts = (xml: string, name: string): string[] =>
  [...xml.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, "g"))].map(([, text = ""]) => unescaped(text));

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
const unescaped = (text: string) =>
  text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex, decimal, name) =>
    name === undefined
      ? String.fromCodePoint(hex ? Number.parseInt(hex, 16) : Number(decimal))
      : (ENTITIES[name] ?? whole),
  );
