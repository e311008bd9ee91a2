/** From a token to what its bearer may: looked up in the control plane, unless somebody is guessing. */
import { ControlPlaneAway } from "../control/read-cache.ts";
import { grantFor, isFamiliar } from "../control/tokens.ts";
import type { Asker } from "./asker.ts";
import { noteUnknown, waitOf } from "./attempts.ts";
import { type Refusal, refuse } from "./refusal.ts";
import { isFamiliarShare, shareFor } from "./shares.ts";
import { isUnmigrated } from "./unmigrated.ts";

export interface Showing {
  control: D1Database;
  adminToken: string | undefined;
  /** Where the request comes from; empty where nobody says. */
  address: string;
  /** ms. */
  now: number;
}

/** The grant of a token: what somebody may sign in with. */
export const tokenGrant = (showing: Showing, token: string): Promise<Asker | Refusal> =>
  unlessGuessing(showing, token, () => grantFor(showing.control, showing.adminToken, token, showing.now));

/** The grant of a token or a share: what a header may carry. */
export const bearerGrant = (showing: Showing, token: string): Promise<Asker | Refusal> =>
  unlessGuessing(showing, token, async () => {
    const { control, adminToken, now } = showing;
    return (await sharedBy(showing, token)) ?? grantFor(control, adminToken, token, now);
  });

/** A deployment that is set up but not upgraded yet may have tokens and no shares. */
async function sharedBy({ control, now }: Showing, token: string): Promise<Asker | null> {
  try {
    return await shareFor(control, token, now);
  } catch (error) {
    if (isUnmigrated(error)) return null;
    throw error;
  }
}

/**
 * Each token that nobody minted would be a read of D1, and no cache helps against new ones. Tokens that this isolate knows
 * are not held up by a neighbour who guesses.
 */
async function unlessGuessing(
  { control, adminToken, address, now }: Showing,
  token: string,
  find: () => Promise<Asker | null>,
): Promise<Asker | Refusal> {
  const seconds = waitOf(address, now);
  const isKnown = async () =>
    (await isFamiliar(control, adminToken, token)) || isFamiliarShare(control, token);
  if (seconds > 0 && !(await isKnown())) return tooManyTokens(seconds);
  try {
    const grant = await find();
    if (grant !== null) return grant;
    noteUnknown(address, token, now);
    return unknownToken;
  } catch (error) {
    if (isUnmigrated(error)) return unknownToken;
    if (error instanceof ControlPlaneAway) return refuse(503, "control_plane_away", error.message);
    throw error;
  }
}

const unknownToken = refuse(401, "bad_token", "This token is unknown, expired or revoked.");

const tooManyTokens = (retryAfterS: number): Refusal => ({
  ...refuse(429, "too_many_attempts", "Too many tokens that are unknown came from here. Try again later."),
  retryAfterS,
});
