/** What became of a site's events, and the rules that decided it. */
import { outcomesQuestion, quarantineQuestion, restoreInput } from "../../../../schema/outcome-input.ts";
import { newRule, ruleChange, ruleDryRun } from "../../../../schema/rule-input.ts";
import * as answers from "../answers.ts";
import { kept } from "./kept.ts";
import { body, type Operation, ofSite, ok, SITE, shape } from "./operation.ts";

const CONDITION = { site_id: SITE, field: "country", op: "is", value: "FR" };

export const OUTCOMES: readonly Operation[] = [
  {
    ...{
      method: "get",
      path: "/v1/outcomes",
      summary: "What became of a site's events",
      needs: "stats:read",
    },
    ...{ search: outcomesQuestion, answers: ok("Outcomes", answers.outcomes) },
  },
  {
    ...{
      method: "get",
      path: "/v1/quarantine",
      summary: "Events that rules have set aside",
      needs: "stats:read",
    },
    ...{ search: quarantineQuestion, answers: ok("Quarantine", answers.quarantine) },
  },
  {
    ...{
      method: "post",
      path: "/v1/quarantine/restore",
      summary: "Sends events that were set aside on their way",
    },
    ...{ needs: "sites:admin", ...body("Restore", restoreInput, { site_id: SITE, rule: "r1" }) },
    answers: ok("Restored", answers.restored),
  },
  {
    ...{ method: "get", path: "/v1/debug", summary: "A WebSocket with each event as it is taken or refused" },
    ...{ needs: "stats:read", search: ofSite, answers: { 101: null } },
  },
  {
    ...{
      method: "post",
      path: "/v1/rules/dry-run",
      summary: "What a rule would have matched",
      needs: "sites:admin",
    },
    ...body("RuleDryRun", ruleDryRun, CONDITION),
    answers: ok("DryRun", answers.dryRun),
  },
  ...kept(
    {
      path: "/v1/rules",
      thing: "rule",
      list: shape("Rules", answers.rules),
      see: "sites:admin",
      keep: "sites:admin",
    },
    shape("Rule", answers.rule),
    {
      input: { ...shape("NewRule", newRule), example: { ...CONDITION, action: "drop" } },
      answer: shape("Rule", answers.rule),
    },
    { ...shape("RuleChange", ruleChange), example: { position: 1 } },
  ),
];
