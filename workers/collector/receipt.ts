/** What the sender is told of each event. Pure. */
import type { CaptureAnswer, Receipt } from "../../schema/event.ts";
import type { RefusedEvent } from "../../schema/message.ts";
import type { Accepted, Refused } from "./accept.ts";

const MAX_SHOWN = 5;

/** Receipts for refused and corrected events always; for all when the sender asked. */
export function captureAnswer(verdicts: readonly (Accepted | Refused)[], isAsked: boolean): CaptureAnswer {
  let results: Record<string, Receipt> | undefined;
  let accepted = 0;
  for (let index = 0; index < verdicts.length; index++) {
    const verdict = verdicts[index];
    if (verdict?.ok) accepted++;
    if (verdict === undefined || (verdict.ok && !isAsked && verdict.warning === undefined)) continue;
    results ??= {};
    if (verdict.ok) results[verdict.event.id] = acceptedReceipt(verdict);
    else results[verdict.id ?? `events[${index}]`] = refusedReceipt(verdict, index);
  }
  return results === undefined ? { accepted } : { accepted, results };
}

function acceptedReceipt({ warning, isMinted }: Accepted): Receipt {
  return {
    ...(warning === undefined ? { result: "ok" } : { result: "warning", reason: warning }),
    ...(isMinted && { dedup: "none" }),
  };
}

/** A few refused events of a request, as the live debugger shows them. */
export function shownToWatchers(verdicts: readonly (Accepted | Refused)[]): RefusedEvent[] {
  const shown: RefusedEvent[] = [];
  verdicts.forEach((verdict, index) => {
    if (verdict.ok || shown.length === MAX_SHOWN) return;
    const { reason, path, message, name } = verdict;
    const about = {
      ...(verdict.id !== undefined && { id: verdict.id }),
      ...(name !== undefined && { name }),
    };
    shown.push({ ...about, reason, path: `events[${index}]${path}`, message });
  });
  return shown;
}

function refusedReceipt({ reason, path, message }: Refused, index: number): Receipt {
  return { result: "drop", reason, path: `events[${index}]${path}`, message };
}
