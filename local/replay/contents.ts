/** What an archive holds, judged by its keys alone: which ranges are whole, which objects they own, where one is missing. Pure. */
import { type ArchiveRange, parseCorrectionsKey, parseManifestKey } from "../../schema/archive.ts";

export interface ArchivedRange extends ArchiveRange {
  /** Key of the range's corrections. */
  corrections: string;
  /** Keys of the manifests of its events. */
  manifests: string[];
}

export interface Contents {
  /** In the order in which corrections apply: epoch, shard, sequence. */
  ranges: ArchivedRange[];
  /** Manifests of ranges whose end was not written yet: their shard will put them again, and finish them. */
  unfinished: string[];
  /** Sentences: ranges that should be there and are not. */
  gaps: string[];
}

export function contentsOf(correctionsKeys: readonly string[], manifestKeys: readonly string[]): Contents {
  const ranges = new Map<string, ArchivedRange>();
  for (const key of correctionsKeys) {
    const range = parseCorrectionsKey(key);
    if (range !== null) ranges.set(nameOf(range), { ...range, corrections: key, manifests: [] });
  }
  const unfinished: string[] = [];
  for (const key of manifestKeys) {
    const range = parseManifestKey(key);
    if (range !== null) (ranges.get(nameOf(range))?.manifests ?? unfinished).push(key);
  }
  const ordered = [...ranges.values()].sort(
    (a, b) => a.epoch - b.epoch || a.shard - b.shard || a.from - b.from,
  );
  return { ranges: ordered, unfinished, gaps: gapsOf(ordered) };
}

const nameOf = ({ shard, epoch, from, to }: ArchiveRange) => `${shard}-${epoch}-${from}-${to}`;

/** A shard's ranges follow each other without a hole from its first ring row on, whatever the epoch. */
function gapsOf(ranges: readonly ArchivedRange[]): string[] {
  return [...Map.groupBy(ranges, ({ shard }) => shard)].flatMap(([shard, ofShard]) => {
    const inOrder = ofShard.toSorted((a, b) => a.from - b.from);
    return inOrder.flatMap(({ from }, index) => {
      const expected = (inOrder[index - 1]?.to ?? 0) + 1;
      if (from === expected) return [];
      return [`shard ${shard}: ring rows ${expected} to ${from - 1} are missing`];
    });
  });
}
