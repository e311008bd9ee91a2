/**
 * AWS Signature Version 4 for requests without a body, as S3 and R2 ask for it. Pure but for the hash.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
 */
import { createHash, createHmac } from "node:crypto";

export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
}

/** `auto` on R2. */
export type Region = string;

const EMPTY_BODY = sha256("");

/**
 * The headers that sign a `method` request to `url` at `now` (ms); `headers` are signed too. The path of `url` has to be
 * percent-encoded as `encodeKey` does: S3 signs it as it was sent.
 */
export function signedHeaders(
  method: "GET" | "HEAD",
  url: URL,
  headers: Readonly<Record<string, string>>,
  { accessKeyId, secretAccessKey }: Credentials,
  region: Region,
  now: number,
): Record<string, string> {
  const time = `${new Date(now).toISOString().slice(0, 19).replace(/[-:]/g, "")}Z`;
  const all = { ...headers, "x-amz-content-sha256": EMPTY_BODY, "x-amz-date": time };
  const canonical = Object.entries({ ...all, host: url.host })
    .map(([name, value]) => [name.toLowerCase(), value.trim()] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const names = canonical.map(([name]) => name).join(";");
  const lines = canonical.map(([name, value]) => `${name}:${value}\n`).join("");
  const request = [method, url.pathname, queryOf(url), lines, names, EMPTY_BODY].join("\n");
  const scope = `${time.slice(0, 8)}/${region}/s3/aws4_request`;
  const toSign = ["AWS4-HMAC-SHA256", time, scope, sha256(request)].join("\n");
  const key = scope
    .split("/")
    .reduce<string | Buffer>((secret, part) => hmac(secret, part), `AWS4${secretAccessKey}`);
  const signature = hmac(key, toSign).toString("hex");
  const credential = `Credential=${accessKeyId}/${scope}`;
  return {
    ...all,
    authorization: `AWS4-HMAC-SHA256 ${credential},SignedHeaders=${names},Signature=${signature}`,
  };
}

/** A key as the path of an address. */
export const encodeKey = (key: string) => key.split("/").map(encode).join("/");

/** Sorted by encoded name, which `URLSearchParams` alone does not promise. */
function queryOf(url: URL): string {
  const pairs = [...url.searchParams].map(([name, value]) => `${encode(name)}=${encode(value)}`);
  return pairs.sort((a, b) => (a < b ? -1 : 1)).join("&");
}

/** All but the unreserved characters of RFC 3986; `encodeURIComponent` leaves five more. */
const encode = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

const hmac = (key: string | Buffer, text: string) => createHmac("sha256", key).update(text).digest();
