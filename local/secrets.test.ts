/** Nothing that opens a door stands in this repository: every tracked text is searched for what keys and tokens look like. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { describe, expect, test } from "vitest";

const TOP = join(import.meta.dirname, "..");

/** By what they open. Each begins with a mark that its maker puts there for tools like this one. */
const SHAPES: Record<string, RegExp> = {
  "a private key": /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/,
  "a key of AWS or R2": /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/,
  "a token of GitHub": /\bgh[pousr]_[A-Za-z0-9]{36}\b|\bgithub_pat_\w{60,}/,
  "a token of npm": /\bnpm_[A-Za-z0-9]{36}\b/,
  "a token of Slack": /\bxox[abprs]-[0-9A-Za-z-]{20,}/,
  "a webhook of Slack": /hooks\.slack\.com\/services\/T[0-9A-Z]{8,}\/B[0-9A-Z]{8,}\/\w{20,}/,
  "a webhook of Discord": /discord(?:app)?\.com\/api\/webhooks\/\d{15,}\/[\w-]{50,}/,
  "a key of Stripe": /\b[sr]k_live_\w{20,}/,
  "a key of Google": /\bAIza[\w-]{35}\b/,
  "a token of ours": /\bff_[A-Za-z0-9_-]{43}\b/,
  "a secret of an alert of ours": /\bffs_[0-9a-f]{64}\b/,
  "a signed token": /\beyJ[\w-]{20,}\.eyJ[\w-]{20,}\.[\w-]{20,}/,
  "a password in an address": /\bhttps?:\/\/[^\s:/@"'`<>{}$]+:[^\s:/@"'`<>{}$]{8,}@[\w.-]+\.\w/,
  "a token of Cloudflare": /\bCLOUDFLARE_API_(?:TOKEN|KEY)\s*[=:]\s*["']?[\w-]{37,}/,
};

/** What looks like one and is none. An exception that is not needed any more fails the test too. */
const KNOWN = [
  // The key of Amazon's own documentation, whose signature is published.
  "local/replay/s3-source.test.ts holds a key of AWS or R2",
  // Addresses that tests refuse, or strip of their password.
  "workers/consumer/enrich/url.test.ts holds a password in an address",
  "workers/control/outbound.test.ts holds a password in an address",
];

const BINARY = new Set([".bin", ".gif", ".gz", ".ico", ".png", ".wasm", ".woff2"]);
const files = execFileSync("git", ["ls-files", "-z"], { cwd: TOP, encoding: "utf8" })
  .split("\0")
  .filter((file) => file !== "" && !BINARY.has(extname(file)));

const foundIn = (text: string): string[] =>
  Object.entries(SHAPES).flatMap(([what, shape]) => (shape.test(text) ? [what] : []));

test("no tracked file holds a secret", () => {
  expect(files.length).toBeGreaterThan(400);
  const found = files.flatMap((file) => {
    try {
      return foundIn(readFileSync(join(TOP, file), "utf8")).map((what) => `${file} holds ${what}`);
    } catch {
      // Tracked, and deleted in the work tree.
      return [];
    }
  });
  expect(found.sort()).toEqual(KNOWN);
});

test("files of settings that hold secrets are not tracked", () => {
  expect(
    files.filter((file) => /(^|\/)(\.dev\.vars|\.env(\..+)?|secrets\.(json|env)|.*\.pem)$/.test(file)),
  ).toEqual([]);
});

/** Put together here, so that this file holds none. */
const j = (...parts: string[]) => parts.join("");
describe("the search", () => {
  test.each([
    ["a private key", j("-----BEGIN ", "RSA PRIVATE KEY-----")],
    ["a key of AWS or R2", j("AK", "IA", "Z".repeat(16))],
    ["a token of GitHub", j("gh", "p_", "a".repeat(36))],
    ["a token of npm", j("np", "m_", "a".repeat(36))],
    ["a token of Slack", j("xo", "xb-", "1".repeat(24))],
    [
      "a webhook of Slack",
      j("https://hooks.slack.com/", "services/T", "0".repeat(8), "/B", "0".repeat(8), "/", "x".repeat(24)),
    ],
    ["a webhook of Discord", j("https://discord.com/api/", "webhooks/", "1".repeat(18), "/", "x".repeat(60))],
    ["a key of Stripe", j("sk_", "live_", "x".repeat(24))],
    ["a key of Google", j("AI", "za", "x".repeat(35))],
    ["a token of ours", j("f", "f_", "x".repeat(43))],
    ["a secret of an alert of ours", j("ff", "s_", "0".repeat(64))],
    ["a signed token", j("ey", "J", "x".repeat(24), ".ey", "J", "x".repeat(24), ".", "x".repeat(24))],
    ["a password in an address", j("https://someone:", "x".repeat(12), "@db.example.com")],
    ["a token of Cloudflare", j("CLOUDFLARE_API_", "TOKEN=", "x".repeat(40))],
  ])("finds %s", (what, text) => {
    expect(foundIn(`before ${text} after`)).toContain(what);
  });

  test("covers every shape", () => expect(Object.keys(SHAPES)).toHaveLength(14));
});
