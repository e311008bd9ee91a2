/** The control plane's migrations as a Worker bundle carries them; a test holds this list to the folder. */
import createSites from "./0001_create_sites.sql";
import createTokens from "./0002_create_tokens.sql";
import createErasures from "./0003_create_erasures.sql";
import addPathRules from "./0004_add_path_rules.sql";
import createRules from "./0005_create_rules.sql";
import createGoals from "./0006_create_goals.sql";
import createSegments from "./0007_create_segments.sql";
import createAnnotations from "./0008_create_annotations.sql";
import createShares from "./0009_create_shares.sql";
import createPeople from "./0010_create_people.sql";
import createAudit from "./0011_create_audit.sql";
import createCanaries from "./0012_create_canaries.sql";
import addWeekStart from "./0013_add_week_start.sql";
import createAlerts from "./0014_create_alerts.sql";
import createAlertStates from "./0015_create_alert_states.sql";

export const D1_MIGRATIONS: { name: string; sql: string }[] = [
  { name: "0001_create_sites", sql: createSites },
  { name: "0002_create_tokens", sql: createTokens },
  { name: "0003_create_erasures", sql: createErasures },
  { name: "0004_add_path_rules", sql: addPathRules },
  { name: "0005_create_rules", sql: createRules },
  { name: "0006_create_goals", sql: createGoals },
  { name: "0007_create_segments", sql: createSegments },
  { name: "0008_create_annotations", sql: createAnnotations },
  { name: "0009_create_shares", sql: createShares },
  { name: "0010_create_people", sql: createPeople },
  { name: "0011_create_audit", sql: createAudit },
  { name: "0012_create_canaries", sql: createCanaries },
  { name: "0013_add_week_start", sql: addWeekStart },
  { name: "0014_create_alerts", sql: createAlerts },
  { name: "0015_create_alert_states", sql: createAlertStates },
];
