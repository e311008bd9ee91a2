/** As much of S3 as reading needs, and it checks signatures by the specification's steps, from what arrived on the wire. */
import { createHash, createHmac } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

export const KEYS = { accessKeyId: "test-key", secretAccessKey: "test-secret/with+signs=" };

export interface FakeS3 {
  url: string;
  /** Answers of status 503 that come before any other. */
  failures: number;
  requests: string[];
  stop(): Promise<void>;
}

const PAGE = 2;

export async function startFakeS3(bucket: string, objects: ReadonlyMap<string, Uint8Array>): Promise<FakeS3> {
  const fake: FakeS3 = { url: "", failures: 0, requests: [], stop: async () => {} };
  const server = createServer((request, response) => {
    const [status, body] = answer(request);
    const bytes = typeof body === "string" ? Buffer.from(body) : body;
    const part = rangeOf(request, bytes);
    if (part !== null) response.setHeader("content-range", `bytes ${part.from}-${part.to}/${bytes.length}`);
    const sent = part === null ? bytes : bytes.subarray(part.from, part.to + 1);
    response.writeHead(status === 200 && part !== null ? 206 : status, {
      ...{ "content-length": sent.length, etag: '"1"', "last-modified": new Date(0).toUTCString() },
    });
    response.end(request.method === "HEAD" ? undefined : sent);
  });
  const answer = (request: IncomingMessage): [number, string | Uint8Array] => {
    fake.requests.push(request.url ?? "");
    if (fake.failures-- > 0) return [503, "<Error><Code>SlowDown</Code></Error>"];
    if (!isSigned(request)) return [403, "<Error><Code>SignatureDoesNotMatch</Code></Error>"];
    const { pathname, searchParams } = new URL(request.url ?? "", fake.url);
    const path = decodeURIComponent(pathname);
    if (path.replace(/\/$/, "") === `/${bucket}`) return [200, listing(objects, searchParams)];
    const object = objects.get(path.slice(bucket.length + 2));
    return object === undefined ? [404, "<Error><Code>NoSuchKey</Code></Error>"] : [200, object];
  };
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // A server that listens on a port has an address of that kind.
  fake.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  fake.stop = () => new Promise((resolve) => void server.close(() => resolve()));
  return fake;
}

/** Clients that read Parquet ask for parts. */
function rangeOf({ headers }: IncomingMessage, bytes: Uint8Array): { from: number; to: number } | null {
  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(headers.range ?? "") ?? [];
  if (from === undefined) return null;
  return { from: Number(from), to: Math.min(to ? Number(to) : Number.POSITIVE_INFINITY, bytes.length - 1) };
}

function listing(objects: ReadonlyMap<string, Uint8Array>, query: URLSearchParams): string {
  const prefix = query.get("prefix") ?? "";
  const all = [...objects.keys()].filter((key) => key.startsWith(prefix)).sort();
  const start = Number(query.get("continuation-token")?.replace("page & ", "") ?? 0);
  const isTruncated = all.length > start + PAGE;
  const next = isTruncated ? `<NextContinuationToken>page &amp; ${start + PAGE}</NextContinuationToken>` : "";
  const contents = all
    .slice(start, start + PAGE)
    .map(
      (key) =>
        `<Contents><Key>${key.replaceAll("&", "&amp;")}</Key><Size>${objects.get(key)?.length}</Size></Contents>`,
    );
  return `<ListBucketResult><IsTruncated>${isTruncated}</IsTruncated>${next}${contents.join("")}</ListBucketResult>`;
}

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const hmac = (key: string | Buffer, text: string) => createHmac("sha256", key).update(text).digest();

function isSigned({ method = "", url = "", headers }: IncomingMessage): boolean {
  const match =
    /Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/.exec(
      headers.authorization ?? "",
    );
  if (match === null) return false;
  const [, id = "", day = "", region = "", names = "", signature = ""] = match;
  const [path = "", query = ""] = url.split("?");
  const pairs = query
    .split("&")
    .filter(Boolean)
    .map((pair) => pair.replaceAll("+", "%20"))
    .sort()
    .join("&");
  const lines = names.split(";").map((name) => `${name}:${String(headers[name]).trim()}\n`);
  const canonical = [method, path, pairs, lines.join(""), names, headers["x-amz-content-sha256"]].join("\n");
  const scope = `${day}/${region}/s3/aws4_request`;
  const text = ["AWS4-HMAC-SHA256", headers["x-amz-date"], scope, sha256(canonical)].join("\n");
  const key = [day, region, "s3", "aws4_request"].reduce<string | Buffer>(
    hmac,
    `AWS4${KEYS.secretAccessKey}`,
  );
  return id === KEYS.accessKeyId && hmac(key, text).toString("hex") === signature;
}
