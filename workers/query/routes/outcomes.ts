/** What became of a site's events, the rules that decided it, and watching it live. */
import { quarantineQuestion, restoreInput } from "../../../schema/outcome-input.ts";
import { NO_SITE } from "../../../schema/outcomes.ts";
import { ruleDryRun } from "../../../schema/rule-input.ts";
import { now } from "../../clock.ts";
import { erasuresOf } from "../../control/erased.ts";
import { keptCondition } from "../administration/rule-value.ts";
import { changeRule, createRule, deleteRule, listRules, readRule } from "../administration/rules.ts";
import { isUpgrade, scopeRefusal } from "../asker.ts";
import { notAnUpgrade, watch } from "../debug.ts";
import {
  type App,
  type Asking,
  administering,
  clickhouseOf,
  created,
  done,
  looking,
  parseBody,
  respond,
  withBody,
} from "../door.ts";
import { answerOutcomes, type Counted, parseOutcomes } from "../outcomes.ts";
import { parseWith } from "../parse.ts";
import { listQuarantine, restoreQuarantined } from "../quarantine.ts";
import { type Refusal, refusalResponse } from "../refusal.ts";
import { dryRunRule } from "../rule-dry-run.ts";
import { siteById } from "../site-for.ts";
import { admission } from "./admission.ts";

/** Before all that sets headers: those of an upgrade cannot be changed. */
export function addDebug(app: App): void {
  app.get("/v1/debug", async (c) => {
    const refusal = await admission(c);
    if (refusal !== null) return refusalResponse(refusal);
    const site = await siteById(looking(c), c.req.query("site_id") ?? "");
    if ("status" in site) return refusalResponse(site);
    return isUpgrade(c.req.raw)
      ? watch(c.env, site.id, c.var.grant.id, c.req.raw)
      : refusalResponse(notAnUpgrade);
  });
}

export function addOutcomes(app: App): void {
  app.get("/v1/outcomes", async (c) => {
    const parsed = parseOutcomes(c.req.query());
    if (!parsed.ok) return refusalResponse(parsed.refusal);
    const site = await countedAt(c, parsed.value.site_id);
    return respond("status" in site ? site : await answerOutcomes(parsed.value, { site, ...reading(c) }));
  });

  app.get("/v1/quarantine", async (c) => {
    const parsed = parseWith(quarantineQuestion, c.req.query());
    if (!parsed.ok) return refusalResponse(parsed.refusal);
    const site = await siteById(looking(c), parsed.value.site_id);
    return respond("status" in site ? site : await listQuarantine(parsed.value, reading(c)));
  });

  app.post("/v1/quarantine/restore", async (c) => {
    const parsed = await parseBody(c, restoreInput);
    if (!parsed.ok) return refusalResponse(parsed.refusal);
    const site = await siteById(looking(c), parsed.value.site_id, "sites:admin");
    if ("status" in site) return refusalResponse(site);
    const erasures = await erasuresOf(c.env.CONTROL, site.id, now());
    return respond(await restoreQuarantined(parsed.value, c.env.EVENTS, erasures, reading(c)));
  });
}

/** What names no site is nobody's: it is for the whole deployment's administrators, by UTC. */
const countedAt = async (c: Asking, siteId: string): Promise<Counted | Refusal> =>
  siteId === NO_SITE
    ? (scopeRefusal(c.var.grant, "admin") ?? { id: NO_SITE, timezone: "UTC" })
    : siteById(looking(c), siteId);

export function addRules(app: App): void {
  app.post("/v1/rules", async (c) =>
    created(await withBody(c, (body) => createRule(administering(c), body))),
  );
  app.get("/v1/rules", async (c) => respond(await listRules(administering(c), c.req.query("site_id") ?? "")));
  app.post("/v1/rules/dry-run", async (c) => {
    const parsed = await parseBody(c, ruleDryRun);
    if (!parsed.ok) return refusalResponse(parsed.refusal);
    const site = await siteById(looking(c), parsed.value.site_id, "sites:admin");
    if ("status" in site) return refusalResponse(site);
    const condition = keptCondition(parsed.value);
    if ("status" in condition) return refusalResponse(condition);
    const run = { ...condition, site: site.id, keptParameters: site.allowed_query_params, now: now() };
    return respond(await dryRunRule(run, clickhouseOf(c), c.req.raw.signal));
  });
  app.get("/v1/rules/:id", async (c) => respond(await readRule(administering(c), c.req.param("id"))));
  app.patch("/v1/rules/:id", async (c) =>
    respond(await withBody(c, (body) => changeRule(administering(c), c.req.param("id"), body))),
  );
  app.delete("/v1/rules/:id", async (c) => done(await deleteRule(administering(c), c.req.param("id"))));
}

const reading = (c: Asking) => ({
  clickhouse: clickhouseOf(c),
  now: now(),
  signal: c.req.raw.signal,
});
