import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { MAX_RING_ROW_BYTES } from "../../../schema/limits.ts";
import { SALTS_NAME } from "../../../schema/objects.ts";
import { MemoryStore, type SessionStore, SqliteStore } from "./store.ts";

describe("in memory", () => {
  storeContract(async (work) => work(new MemoryStore(8)));
});

describe("in SQLite", () => {
  // The object of salts has storage that it never uses.
  const stub = () => env.SALTS.get(env.SALTS.idFromName(SALTS_NAME));

  storeContract((work) =>
    runInDurableObject(stub(), (_, { storage }) => {
      for (const table of ["ring", "checkpoint", "outbox", "storage_version"])
        storage.sql.exec(`DROP TABLE IF EXISTS ${table}`);
      work(new SqliteStore(storage, 8));
    }),
  );
});

/** What every `SessionStore` promises. `make` gives an empty store with a ring of eight rows to `work`. */
function storeContract(make: (work: (store: SessionStore) => void) => Promise<void>): void {
  const bytes = (...values: number[]) => Uint8Array.from(values);

  describe("a store", () => {
    test("gives back a ring row under its sequence number, and null for others", async () => {
      await make((store) => {
        store.putRow(3, 1_000, bytes(1, 2));
        expect(store.getRow(3)).toEqual(bytes(1, 2));
        expect(store.getRow(4)).toBeNull();
      });
    });

    test("a row overwrites what stood one ring before it, so the older one is gone", async () => {
      await make((store) => {
        for (let seq = 1; seq <= 9; seq++) store.putRow(seq, 0, bytes(seq));
        expect(store.getRow(1)).toBeNull();
        expect(store.getRow(9)).toEqual(bytes(9));
        expect(store.rowsAfter(0)).toEqual([2, 3, 4, 5, 6, 7, 8, 9]);
        expect(store.rowsAfter(7)).toEqual([8, 9]);
      });
    });

    test("a slot's checkpoint of any size comes back whole, also after a larger one", async () => {
      await make((store) => {
        const large = new Uint8Array(2 * MAX_RING_ROW_BYTES + 5).fill(7);
        store.putSlot(63, large);
        store.putSlot(0, bytes(9));
        expect(store.slots().map(({ slot, body }) => [slot, body.length])).toEqual([
          [0, 1],
          [63, large.length],
        ]);
        store.putSlot(63, bytes(1, 2, 3));
        expect(store.slots().at(1)?.body).toEqual(bytes(1, 2, 3));
      });
    });

    test("keeps the outbox's row, the newest only", async () => {
      await make((store) => {
        expect(store.getOutbox()).toBeNull();
        store.putOutbox("{}");
        store.putOutbox('{"v":1}');
        expect(store.getOutbox()).toBe('{"v":1}');
      });
    });

    test("I2 a transaction that throws has written nothing", async () => {
      await make((store) => {
        store.putOutbox("before");
        const broken = () =>
          store.transaction(() => {
            store.putOutbox("after");
            store.putRow(1, 0, bytes(1));
            store.putSlot(1, bytes(1));
            throw new Error("half-way");
          });
        expect(broken).toThrow("half-way");
        expect([store.getOutbox(), store.getRow(1), store.slots()]).toEqual(["before", null, []]);
      });
    });

    test("refuses a row that the platform would refuse", async () => {
      await make((store) => {
        const tooLarge = new Uint8Array(MAX_RING_ROW_BYTES + 1);
        expect(() => store.putRow(1, 0, tooLarge)).toThrow("exceeds");
      });
    });
  });
}
