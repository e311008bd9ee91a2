/**
 * `npm run audit`: known weaknesses of what the product carries, as the registry knows them. Exit code 1 for one that is high
 * or critical. A registry that answers no such question is said, and fails nothing: silence is not a finding, nor is it a pass.
 */
import { spawnSync } from "node:child_process";

export type Audit =
  | { kind: "clean" }
  | { kind: "weak"; found: { name: string; severity: string; title: string }[] }
  | { kind: "unknown"; why: string };

interface Report {
  error?: { summary?: string; code?: string };
  message?: string;
  vulnerabilities?: Record<string, { severity: string; via: (string | { title?: string })[] }>;
}

const SERIOUS = new Set(["high", "critical"]);

/** What `npm audit --json` printed. Pure. */
export function auditOf(printed: string): Audit {
  let report: Report;
  try {
    report = JSON.parse(printed);
  } catch {
    return { kind: "unknown", why: "npm printed no report" };
  }
  if (report.vulnerabilities === undefined)
    return {
      kind: "unknown",
      why: report.error?.summary || report.message || report.error?.code || "no answer",
    };
  const found = Object.entries(report.vulnerabilities)
    .filter(([, { severity }]) => SERIOUS.has(severity))
    .map(([name, { severity, via }]) => ({ name, severity, title: titleOf(via) }));
  return found.length === 0 ? { kind: "clean" } : { kind: "weak", found };
}

const titleOf = (via: (string | { title?: string })[]): string =>
  via.map((one) => (typeof one === "string" ? `through ${one}` : (one.title ?? ""))).join("; ");

if (import.meta.main) {
  const { stdout } = spawnSync("npm", ["audit", "--omit=dev", "--json"], {
    encoding: "utf8",
    timeout: 60_000,
  });
  const audit = auditOf(stdout ?? "");
  if (audit.kind === "clean") console.log("Nothing is known against the packages that the product carries.");
  if (audit.kind === "unknown") console.log(`The packages were NOT audited: ${audit.why}`);
  if (audit.kind === "weak") {
    for (const { name, severity, title } of audit.found) console.error(`${severity}: ${name}: ${title}`);
    process.exit(1);
  }
}
