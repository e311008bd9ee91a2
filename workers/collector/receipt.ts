/** What the sender is told of each event. Pure. */
import type { CaptureAnswer, Receipt } from "../../schema/event.ts";
import type { Accepted, Refused } from "./accept.ts";

/** Receipts for refused and corrected events always; for all when the sender asked. */
export function captureAnswer(verdicts: readonly (Accepted | Refused)[], isAsked: boolean): CaptureAnswer {
  const results: Record<string, Receipt> = {};
  let accepted = 0;
  verdicts.forEach((verdict, index) => {
    if (verdict.ok) accepted++;
    if (!verdict.ok) results[verdict.id ?? `events[${index}]`] = refusedReceipt(verdict, index);
    else if (isAsked || verdict.warning !== undefined) results[verdict.event.id] = acceptedReceipt(verdict);
  });
  return Object.keys(results).length === 0 ? { accepted } : { accepted, results };
}

function acceptedReceipt({ warning, isMinted }: Accepted): Receipt {
  return {
    ...(warning === undefined ? { result: "ok" } : { result: "warning", reason: warning }),
    ...(isMinted && { dedup: "none" }),
  };
}

function refusedReceipt({ reason, path, message }: Refused, index: number): Receipt {
  return { result: "drop", reason, path: `events[${index}]${path}`, message };
}
