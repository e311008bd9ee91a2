/**
 * Mistakes that the tests must find. Each breaks one rule of SPEC.md or of exactly-once by a small change of text;
 * what is replaced must stand in its file exactly once, so that a mutant cannot rot unseen.
 */
export interface Mutant {
  /** What would be wrong with it. */
  name: string;
  file: string;
  from: string;
  to: string;
  suite: keyof typeof SUITES;
}

/** Arguments of vitest: the tests that hold the rules of each part. */
export const SUITES = {
  machine: ["--project", "plain", "workers/consumer/session"],
  outbox: [
    ...["--project", "plain", "workers/consumer/outbox", "workers/consumer/growth.test.ts"],
    "workers/consumer/admission",
  ],
  archive: ["--project", "plain", "workers/consumer/sinks"],
} as const satisfies Record<string, readonly string[]>;

const SESSION = "workers/consumer/session";
const OUTBOX = "workers/consumer/outbox";

/** Two steps of a flush, in their order. */
const DELIVER = `  for (let [next] = flight.batches; next !== undefined; [next] = flight.batches)
    flight = await deliver(state, deps, flight, next, rows);
  if (flight.parked) await claimParked(state, deps, flight.parked);
  const name = \`\${flight.from}-\${flight.to}\`;
  await upsert(deps, "quarantine", quarantineRows(rows), name);
`;
const CORRECT = "  await correct(deps, rows, name);\n";

export const MUTANTS: readonly Mutant[] = [
  {
    name: "S1 a pause of exactly the gap ends a visit",
    file: `${SESSION}/machine.ts`,
    from: "at <= session.active_until + gapMs",
    to: "at < session.active_until + gapMs",
    suite: "machine",
  },
  {
    name: "S2 a tie goes to whoever came first",
    file: `${SESSION}/join.ts`,
    from: "const order = a.at - b.at || a.tie - b.tie;",
    to: "const order = a.at - b.at;",
    suite: "machine",
  },
  {
    name: "S3 engagement before the first event begins the visit",
    file: `${SESSION}/join.ts`,
    from: "if (a.events > 0 !== b.events > 0) return a.events > 0;\n  return a.start",
    to: "return a.start",
    suite: "machine",
  },
  {
    name: "S5 the exit page is the entry page",
    file: `${SESSION}/join.ts`,
    from: "exit: pick(a.exit, b.exit, 1)",
    to: "exit: pick(a.exit, b.exit, -1)",
    suite: "machine",
  },
  {
    name: "S6 engagement at the moment of the last event counts twice",
    file: `${SESSION}/join.ts`,
    from: "if (at <= after) return;",
    to: "if (at < after) return;",
    suite: "machine",
  },
  {
    name: "S7 a provisional visit forgets its engagement",
    file: `${SESSION}/join.ts`,
    from: "isProvisional ? Number.NEGATIVE_INFINITY : end",
    to: "end",
    suite: "machine",
  },
  {
    name: "S9 a visit is not found by the hash of the day before",
    file: `${SESSION}/machine.ts`,
    from: "return [visitor_id, ...other_visitor_ids, previous_visitor_id];",
    to: "return [visitor_id, ...other_visitor_ids];",
    suite: "machine",
  },
  {
    name: "S10 a visit is forgotten while late events may still come",
    file: `${SESSION}/machine.ts`,
    from: "session.active_until + gapMs < nowMs - lateMs",
    to: "session.active_until + gapMs < nowMs",
    suite: "machine",
  },
  {
    name: "S11 a retraction does not outdo the row that it retracts",
    file: `${SESSION}/machine.ts`,
    from: "into.version : session.version + 1",
    to: "into.version : session.version",
    suite: "machine",
  },
  {
    name: "a re-send takes the fast lane",
    file: "workers/consumer/admission/lane.ts",
    from: "    !delivery.resend &&\n",
    to: "",
    suite: "outbox",
  },
  {
    name: "of two askers for one id both win",
    file: "workers/consumer/admission/claims.ts",
    from: "memory.ids.has(key) || (known && known.holder !== holder)",
    to: "memory.ids.has(key)",
    suite: "outbox",
  },
  {
    name: "what was counted six days ago counts again",
    file: `${OUTBOX}/resolve.ts`,
    from: "found.taken.has(key) || found.known.has(key) || memory.ids.has(key)",
    to: "found.taken.has(key) || memory.ids.has(key)",
    suite: "outbox",
  },
  {
    name: "a shard that starts again has forgotten which ids it took",
    file: "workers/consumer/ring/checkpoint.ts",
    from: "keys: inWindow",
    to: "keys: []",
    suite: "outbox",
  },
  {
    name: "a shard that starts again has forgotten what it granted",
    file: "workers/consumer/ring/checkpoint.ts",
    from: "if (claims.length > 0) checkpoint.claims = claims;",
    to: "",
    suite: "outbox",
  },
  {
    name: "the cursor passes a batch that ClickHouse refused",
    file: `${OUTBOX}/flush.ts`,
    from: `if (answer.kind === "transient") throw new SinkError(answer);\n  if (batch.rows > 1)`,
    to: `if (answer.kind === "transient") return keep(rest);\n  if (batch.rows > 1)`,
    suite: "outbox",
  },
  {
    name: "a batch of a process that died is sent again without a look",
    file: `${OUTBOX}/flush.ts`,
    from: "if (isInDoubt && (await isStored(batch, deps.sink))) return landed(rest);",
    to: "",
    suite: "outbox",
  },
  {
    name: "what an earlier process may have sent without a word is not looked up",
    file: `${OUTBOX}/flush.ts`,
    from: "from <= doubtful ?",
    to: "from < 0 ?",
    suite: "outbox",
  },
  {
    name: "what an earlier process sent alone is sent again with its neighbours",
    file: `${OUTBOX}/flush.ts`,
    from: "  if (from <= state.doubtful) return { from, to: from };\n",
    to: "",
    suite: "outbox",
  },
  {
    name: "more landings stay untold than a start looks up",
    file: `${OUTBOX}/flush.ts`,
    from: "untold >= MAX_UNTOLD_ROWS",
    to: "untold >= 4 * MAX_UNTOLD_ROWS",
    suite: "outbox",
  },
  {
    name: "each try has a token of its own",
    file: `${OUTBOX}/flush.ts`,
    from: "encodeNative(EVENT_COLUMNS, inserts), batch.id)",
    to: "encodeNative(EVENT_COLUMNS, inserts), String(deps.now()))",
    suite: "outbox",
  },
  {
    name: "half of a batch that is refused for one row is lost",
    file: `${OUTBOX}/batches.ts`,
    from: "return [part(offset, half), part(offset + half, rows - half)];",
    to: "return [part(offset, half), part(offset + half, rows - half - 1)];",
    suite: "outbox",
  },
  {
    name: "events of a visit that was joined twice stay half-way",
    file: `${OUTBOX}/corrections.ts`,
    from: "return next === undefined ? retract.into : end(next);",
    to: "return retract.into;",
    suite: "outbox",
  },
  {
    name: "the archive's cursor passes before the object is put",
    file: `${OUTBOX}/archive.ts`,
    from: "    await put(deps, flight, rows);\n    state.save({ archived: flight.to, archiving: null, last_archive_at: deps.now() });",
    to: "    state.save({ archived: flight.to, archiving: null, last_archive_at: deps.now() });\n    await put(deps, flight, rows);",
    suite: "outbox",
  },
  {
    name: "a slot moves without what waits in it",
    file: "workers/consumer/moving.ts",
    from: "pending: pendingOf(state, slot).map(({ pending }) => pending),",
    to: "pending: [],",
    suite: "outbox",
  },
  {
    name: "a slot moves without the ids and visits that it knows",
    file: "workers/consumer/moving.ts",
    from: "  restoreCheckpoint(memory, slot, utf8.encode(checkpoint));\n",
    to: "",
    suite: "outbox",
  },
  {
    name: "a slot moves without the claims that its shard noted",
    file: "workers/consumer/moving.ts",
    from: "noted: [...memory.claims.values()].map((claim) => ({ ...claim, isOpen: false })),",
    to: "noted: [],",
    suite: "outbox",
  },
  {
    name: "slots move while events are still on their way",
    file: "workers/consumer/moving.ts",
    from: "unflushed === 0 && outbox.flushed === last && outbox.flight",
    to: "outbox.flight",
    suite: "outbox",
  },
  {
    name: "an id is forgotten at the end of the fast lane's first window",
    file: "workers/consumer/admission/lane.ts",
    from: "return minted === null ? 0 : minted + ID_MEMORY_MS;",
    to: "return minted === null ? 0 : minted + FAST_LANE_WINDOW_MS;",
    suite: "outbox",
  },
  {
    name: "what the queue held for hours takes the fast lane",
    file: "workers/consumer/admission/lane.ts",
    from: "    nowMs - delivery.received_at <= FAST_LANE_WINDOW_MS &&\n",
    to: "",
    suite: "outbox",
  },
  {
    name: "a late event does not look for the visits that memory has forgotten",
    file: `${OUTBOX}/resolve.ts`,
    from: "sink.visits(askedVisits(late)),",
    to: "sink.visits([]),",
    suite: "outbox",
  },
  {
    name: "a visit that memory has merged away comes back out of ClickHouse",
    file: `${OUTBOX}/resolve.ts`,
    from: "if (slot === undefined || memory.isMergedAway(row.site, row.session_id)) continue;",
    to: "if (slot === undefined) continue;",
    suite: "outbox",
  },
  {
    name: "a loaded visit outdoes what memory knows of it",
    file: `${OUTBOX}/resolve.ts`,
    from: "if (!sessions.has(row.site, row.session_id)) sessions.put(fromRow(row));",
    to: "sessions.put(fromRow(row));",
    suite: "outbox",
  },
  {
    name: "a winner does not tell the other shards",
    file: `${OUTBOX}/claim.ts`,
    from: "  await askAll(false, byDoubt(state, won, deps));\n",
    to: "",
    suite: "outbox",
  },
  {
    name: "the cursor passes a re-pointing that ClickHouse did not answer",
    file: `${OUTBOX}/flush.ts`,
    from: "  if (corrections.moves.length > 0) orThrow(await deps.sink.repoint(corrections.moves));\n",
    to: "  if (corrections.moves.length > 0) await deps.sink.repoint(corrections.moves);\n",
    suite: "outbox",
  },
  {
    name: "events are re-pointed before they are visible",
    file: `${OUTBOX}/flush.ts`,
    from: `${DELIVER}${CORRECT}`,
    to: `${CORRECT.replace("name", '""')}${DELIVER}`,
    suite: "outbox",
  },
  {
    name: "two ranges of a shard share an archive object",
    file: "schema/archive.ts",
    from: 'sequence.toString().padStart(12, "0")',
    to: '"0".padStart(12, "0")',
    suite: "archive",
  },
  {
    name: "an archive object that was finished is put again, perhaps by another encoder",
    file: "workers/consumer/sinks/r2.ts",
    from: "      if ((await bucket.head(manifestKey(site, date, range, part))) !== null) return;\n",
    to: "",
    suite: "archive",
  },
  {
    name: "one site's flood takes the whole slow lane",
    file: "workers/consumer/admission/budget.ts",
    from: "if (count <= share) taken.add(key);",
    to: "if (count <= limit) taken.add(key);",
    suite: "outbox",
  },
];
