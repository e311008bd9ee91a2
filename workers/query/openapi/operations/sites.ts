/** Sites, tokens, and signing in. */
import * as administration from "../../../../schema/administration.ts";
import * as answers from "../answers.ts";
import { body, GONE, made, type Operation, ok, SITE } from "./operation.ts";

export const SITES: readonly Operation[] = [
  {
    method: "get",
    path: "/v1/sites",
    summary: "The sites that the token may see",
    needs: "token",
    answers: ok("Sites", answers.sites),
  },
  {
    ...{ method: "post", path: "/v1/sites", summary: "Makes a site", needs: "admin" },
    ...{
      ...body("NewSite", administration.newSite, { name: "Shop", domains: ["shop.example"] }),
      answers: made("Site", answers.site),
    },
  },
  {
    method: "get",
    path: "/v1/sites/:id",
    summary: "One site",
    needs: "stats:read",
    answers: ok("Site", answers.site),
  },
  {
    ...{ method: "patch", path: "/v1/sites/:id", summary: "Changes a site", needs: "sites:admin" },
    ...{
      ...body("SiteChange", administration.siteChange, { timezone: "Europe/Berlin" }),
      answers: ok("Site", answers.site),
    },
  },
  { method: "delete", path: "/v1/sites/:id", summary: "Deletes a site", needs: "sites:admin", answers: GONE },
  {
    method: "get",
    path: "/v1/tokens",
    summary: "The tokens within the asker's rights",
    needs: "sites:admin",
    answers: ok("Tokens", answers.tokens),
  },
  {
    ...{
      method: "post",
      path: "/v1/tokens",
      summary: "Mints a token and shows it, this once",
      needs: "sites:admin",
    },
    ...body("NewToken", administration.newToken, { name: "notebook", scopes: ["stats:read"], sites: [SITE] }),
    answers: made("NewTokenAnswer", answers.newTokenAnswer),
  },
  {
    ...{ method: "patch", path: "/v1/tokens/:id", summary: "Renames a token", needs: "sites:admin" },
    ...{
      ...body("TokenChange", administration.tokenChange, { name: "laptop" }),
      answers: ok("Token", answers.token),
    },
  },
  {
    method: "delete",
    path: "/v1/tokens/:id",
    summary: "Revokes a token and all that it made",
    needs: "sites:admin",
    answers: GONE,
  },
  {
    ...{ method: "post", path: "/v1/sign-in", summary: "A token for a browser's cookie", needs: "nobody" },
    ...{
      ...body("SignIn", administration.signIn, { token: "ff_…" }),
      answers: ok("SignedIn", answers.signedIn),
    },
  },
  {
    method: "get",
    path: "/v1/sign-in",
    summary: "What the asker may do; of a share, which site it shows",
    needs: "token",
    shared: true,
    answers: ok("SignedIn", answers.signedIn),
  },
  {
    method: "delete",
    path: "/v1/sign-in",
    summary: "Ends a browser's session",
    needs: "nobody",
    answers: ok("SignedOut", answers.signedOut),
  },
];
