/**
 * I5: after a run that sent known addresses and user agents, accepted, refused and quarantined, neither is anywhere: not
 * in ClickHouse's tables, not in the files of R2, D1 and the Durable Objects, not in a log.
 */
import { type Dirent, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { parquetReadObjects } from "hyparquet";
import { beforeAll, describe, expect, test } from "vitest";
import { theFootfall } from "./footfall.ts";
import { foundIn, ipv4Needles, ipv6Needles, type Needle, textNeedles } from "./needles.ts";

const footfall = theFootfall();
const SECRET_WORD = "Xq7WhoIsThis";
const agent = (version: number) =>
  `Mozilla/5.0 (X11; Linux x86_64; ${SECRET_WORD}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${version}.0.7531.42 Safari/537.36`;
/** By what becomes of their events. Of the IPv6 address also its last half, which is the device's own. */
const ADDRESSES = {
  page: "203.0.113.77",
  pixel: "198.51.100.203",
  server: "192.0.2.143",
  refused: "203.0.113.191",
  quarantined: "198.51.100.77",
  dropped: "192.0.2.222",
  forged: "203.0.113.5",
};
const HOUSEHOLD = "2001:0db8:7a3f:91c2:5d0e:8b46:f12c:e973";
const NEEDLES: Needle[] = [
  ...Object.values(ADDRESSES).flatMap(ipv4Needles),
  ...ipv6Needles(HOUSEHOLD),
  ...textNeedles("5d0e:8b46:f12c:e973"),
  ...textNeedles(SECRET_WORD),
  ...textNeedles("0.7531.42"),
];
const event = (name: string, over: object = {}) => ({
  name,
  timestamp: Date.now(),
  url: `https://private.test/${name}`,
  ...over,
});

/** A request of somebody else than this machine. */
function from(address: string, path: string, init: RequestInit = {}): Promise<Response> {
  const headers = {
    "CF-Connecting-IP": address,
    "X-Forwarded-For": address,
    "User-Agent": agent(149),
    ...Object(init.headers),
  };
  return fetch(footfall.url + path, { ...init, headers });
}
const send = async (address: string, body: object | string, headers: Record<string, string> = {}) => {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return (
    await from(address, "/capture", {
      method: "POST",
      body: text,
      headers: { "Content-Type": "text/plain", ...headers },
    })
  ).status;
};
const bearer = { authorization: `Bearer ${footfall.token}` };
const asAdmin = { ...bearer, "content-type": "application/json" };

const BEGAN_AT = Date.now() - 1_000;
let site = { id: "", key: "" };

beforeAll(async () => {
  site = await footfall.createSite("Private", ["private.test"]);
  for (const [address, action] of [
    [ADDRESSES.quarantined, "quarantine"],
    [ADDRESSES.dropped, "drop"],
  ] as const) {
    // The rule names the network, not who is in it.
    const value = address.replace(/\d+$/, (last) => `${Number(last) & 0b11000000}/26`);
    const rule = { site_id: site.id, field: "address", op: "in", value, action };
    const answer = await fetch(`${footfall.url}/v1/rules`, {
      method: "POST",
      headers: asAdmin,
      body: JSON.stringify(rule),
    });
    expect(answer.status).toBe(201);
  }
  // The collector may know the site's row for ten seconds: it has not been asked for this one yet.
  const { key } = site;
  expect(await send(ADDRESSES.page, { site: key, events: [event("accepted"), event("pageview")] })).toBe(202);
  expect(await send(HOUSEHOLD, { site: key, events: [event("household")] })).toBe(202);
  expect(await send(ADDRESSES.quarantined, { site: key, events: [event("quarantined")] })).toBe(202);
  expect(await send(ADDRESSES.dropped, { site: key, events: [event("dropped")] })).toBe(202);
  expect((await from(ADDRESSES.pixel, `/pixel.gif?site=${key}&url=https://private.test/pixel`)).status).toBe(
    200,
  );
  const client = { ip: ADDRESSES.server, user_agent: agent(148) };
  expect(await send(ADDRESSES.server, { site: key, events: [event("server", { client })] }, bearer)).toBe(
    202,
  );
  const bad = [
    event("refused", { timestamp: 0 }),
    { client: { ip: ADDRESSES.refused, user_agent: agent(147) } },
  ];
  expect(await send(ADDRESSES.refused, { site: key, events: bad })).toBe(202);
  expect(await send(ADDRESSES.refused, `{"site":"${key}","events":[`)).toBe(400);
  expect(await send(ADDRESSES.refused, { site: key, events: bad }, bearer)).toBe(202);
  expect(await send(ADDRESSES.forged, { site: `${key.slice(0, -2)}zz`, events: [event("forged")] })).toBe(
    401,
  );
  await footfall.flush();
  await fetch(`${footfall.url}/v1/pipeline/archive`, { method: "POST", headers: asAdmin });
});

test("what was accepted arrived, from as many people as were sent: the edge did see the addresses", async () => {
  const { results } = await footfall.query({
    site_id: site.id,
    date_range: "day",
    traffic: "all",
    metrics: ["visitors", "events"],
  });
  // The page, the household and the pixel, the server's client; the quarantined and the dropped are not counted.
  expect(results[0]?.metrics).toEqual([4, 5]);
});

describe("no address and no user agent is in", () => {
  const settings = () => readFileSync(join(folder(), "secrets.env"), "utf8");
  const clickhouse = async (sql: string) => {
    const url = /CLICKHOUSE_URL="(.*)"/.exec(settings())?.[1] ?? "";
    const answer = await fetch(url, { method: "POST", body: sql });
    const text = await answer.text();
    if (!answer.ok) throw new Error(text);
    return text;
  };

  test("any table of ClickHouse, its own logs among them", async () => {
    const list = await clickhouse(
      `SELECT database, table AS name, countIf(system.columns.name = 'site') AS is_by_site FROM system.columns
       WHERE (database, table) IN (SELECT database, name FROM system.tables WHERE engine LIKE '%MergeTree%')
       GROUP BY database, table FORMAT JSONEachRow`,
    );
    const tables = list
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Table);
    expect(tables.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["events", "sessions", "outcomes", "quarantine"]),
    );
    for (const { database, name, is_by_site } of tables) {
      const ours = Number(is_by_site) > 0 ? `WHERE site = '${site.id}'` : ""; // other rows are other tests'
      const sql = `SELECT * FROM \`${database}\`.\`${name}\` ${ours} FORMAT JSONEachRow`;
      const rows = Buffer.from(await clickhouse(sql));
      expect([name, foundIn(rows, NEEDLES)]).toEqual([name, []]);
      if (name === "quarantine") expect(rows.includes("quarantined")).toBe(true);
    }
  });

  test("any file: R2's objects unpacked, D1 and the objects' SQLite, the logs", async () => {
    let objects = 0;
    const files = readdirSync(folder(), { recursive: true, withFileTypes: true }).filter(isReadAsFile);
    for (const { parentPath, name } of files) {
      const bytes = bytesOf(join(parentPath, name));
      const readable = await readableOf(bytes);
      if (readable !== bytes) objects++;
      expect([name, foundIn(readable, NEEDLES)]).toEqual([name, []]);
    }
    expect(objects).toBeGreaterThan(0);
    expect(files.map(({ name }) => name)).toContain("worker.log");
  });
});

test("the search finds what there is to find", () => {
  const leaks = [
    `{"ip":"${ADDRESSES.page}"}`,
    Buffer.from(`..${ADDRESSES.page}..`).toString("base64"),
    "3405803853",
    Buffer.from(agent(149), "utf16le"),
    Buffer.from(HOUSEHOLD.replaceAll(":", ""), "hex"),
  ];
  for (const leak of leaks) expect(foundIn(Buffer.from(leak as string), NEEDLES)).not.toEqual([]);
});

interface Table {
  database: string;
  name: string;
  /** Whether it has a column `site`. */
  is_by_site: number | string;
}

/** Written since the run began; ClickHouse's compressed columns were asked for as tables. */
const isReadAsFile = (entry: Dirent): boolean =>
  entry.isFile() &&
  !entry.parentPath.startsWith(join(folder(), "clickhouse", "store")) &&
  (statSync(join(entry.parentPath, entry.name), { throwIfNoEntry: false })?.mtimeMs ?? 0) >= BEGAN_AT;

const folder = (): string => process.env.FOOTFALL_DATA ?? "";

/** A file may go while others are read: what is merged or archived is replaced. */
function bytesOf(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch {
    return Buffer.alloc(0);
  }
}

/** Gzip and Parquet as the text in them; anything else as it is. */
async function readableOf(bytes: Buffer<ArrayBufferLike>): Promise<Buffer> {
  if (bytes.subarray(0, 2).equals(Buffer.from([0x1f, 0x8b]))) return gunzipSync(bytes);
  if (bytes.subarray(0, 4).toString("latin1") !== "PAR1") return bytes;
  const rows = await parquetReadObjects({ file: Uint8Array.from(bytes).buffer });
  return Buffer.from(
    JSON.stringify(rows, (_key, value) => (typeof value === "bigint" ? String(value) : value)),
  );
}
