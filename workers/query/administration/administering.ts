import type { Grant } from "../../control/tokens.ts";

/** What an administrative action needs to know of the request. */
export interface Administering {
  control: D1Database;
  grant: Grant;
  secretKey: string;
  /** Of the address that was asked, for links. */
  origin: string;
  /** ms. */
  now: number;
}
