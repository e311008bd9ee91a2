/** The control plane's migrations as a Worker bundle carries them; a test holds this list to the folder. */
import createSites from "./0001_create_sites.sql";
import createTokens from "./0002_create_tokens.sql";
import createErasures from "./0003_create_erasures.sql";
import addPathRules from "./0004_add_path_rules.sql";
import createRules from "./0005_create_rules.sql";

export const D1_MIGRATIONS: { name: string; sql: string }[] = [
  { name: "0001_create_sites", sql: createSites },
  { name: "0002_create_tokens", sql: createTokens },
  { name: "0003_create_erasures", sql: createErasures },
  { name: "0004_add_path_rules", sql: addPathRules },
  { name: "0005_create_rules", sql: createRules },
];
