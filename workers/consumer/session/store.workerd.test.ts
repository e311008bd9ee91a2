import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe } from "vitest";
import { SALTS_NAME } from "../../../schema/objects.ts";
import { SqliteStore } from "./store.ts";
import { storeContract } from "./store-contract.ts";

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
