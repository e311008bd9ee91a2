/** Groups → messages: each of one slot, each small enough for the queue. Pure. */
import { MAX_MESSAGE_BYTES } from "../../schema/limits.ts";
import { MESSAGE_VERSION, type RawEvent, type RawGroup, type RawMessage } from "../../schema/message.ts";
import { utf8Bytes } from "./shape.ts";

/** Version, kind, mid, site, slot and times. */
const ENVELOPE_BYTES = 500;

export interface SlotGroup {
  slot: number;
  group: RawGroup;
}

export type MessageFacts = Pick<RawMessage, "site" | "received_at" | "resend" | "origin">;

/**
 * One message a slot; more where the groups would not fit, which is only asked when `mustMeasure`: writing JSON twice
 * costs more than all the rest here.
 */
export function composeMessages(
  groups: readonly SlotGroup[],
  facts: MessageFacts,
  mustMeasure: boolean,
  mintId: () => string,
): RawMessage[] {
  const messages: RawMessage[] = [];
  for (const [slot, members] of bySlot(groups)) {
    const slotGroups = members.map(({ group }) => group);
    for (const part of mustMeasure ? pack(slotGroups) : [slotGroups]) {
      messages.push({ v: MESSAGE_VERSION, kind: "raw", mid: mintId(), slot, ...facts, groups: part });
    }
  }
  return messages;
}

/** A browser's request is one group. */
const bySlot = (groups: readonly SlotGroup[]): Iterable<[number, readonly SlotGroup[]]> =>
  groups[0] !== undefined && groups.length === 1
    ? [[groups[0].slot, groups]]
    : Map.groupBy(groups, ({ slot }) => slot);

/** Fills one message after the other, in order; a group goes on in the next where it does not fit. */
function pack(groups: readonly RawGroup[]): RawGroup[][] {
  const parts: RawGroup[][] = [];
  let room = 0;
  for (const group of groups) {
    const head = jsonBytes({ ...group, events: [] });
    let events: RawEvent[] | null = null;
    for (const event of group.events) {
      const size = jsonBytes(event);
      if (events === null || size > room) {
        const isNew = parts.length === 0 || head + size > room;
        if (isNew) parts.push([]);
        if (isNew) room = MAX_MESSAGE_BYTES - ENVELOPE_BYTES;
        events = [];
        parts.at(-1)?.push({ ...group, events });
        room -= head;
      }
      events.push(event);
      room -= size;
    }
  }
  return parts;
}

/** With the comma that follows. */
const jsonBytes = (value: unknown): number => utf8Bytes(JSON.stringify(value)) + 1;
