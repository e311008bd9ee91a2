import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { SiteAnswer } from "../../../schema/administration.ts";
import { HASH_MODES, PATH_CASES, TRAILING_SLASHES, WEEK_STARTS } from "../../../schema/words.ts";
import type { Problem } from "../../api.ts";
import { words } from "../../messages/views/index.ts";
import type { Dashboard } from "../../model.ts";
import { mayAdminister } from "../../rights.ts";
import { Confirm } from "../../view/confirm.tsx";
import { CheckField, ChoiceField, LinesField, TextField } from "../../view/fields.tsx";
import { problemOf } from "../../view/form-dialog.tsx";
import { problemText } from "../../view/problem-bar.tsx";
import { ViewProblem } from "../../view/view-problem.tsx";
import { Section } from "./section.tsx";
import { changeOf, draftOf, MAX_SESSION_MINUTES, MIN_SESSION_MINUTES, type SiteDraft } from "./site-form.ts";
import type { SettingsPageProps } from "./view.tsx";
import { zoneOptions } from "./zones.ts";

export function SitePage({ model, settings }: SettingsPageProps) {
  const { sites } = settings;
  useEffect(() => void sites.load(), [sites]);
  const site = sites.things.value?.find(({ id }) => id === model.site.value?.id);
  if (site === undefined) return <Section title={words.t.settings.site.general}>{null}</Section>;
  const rights = settings.rights.value;
  return (
    <>
      {rights !== null && !mayAdminister(rights) && <p class="note">{words.t.settings.site.readOnly}</p>}
      <SiteForm key={site.id} model={model} settings={settings} site={site} />
      {rights !== null && mayAdminister(rights) && <Danger model={model} settings={settings} site={site} />}
    </>
  );
}

interface SiteProps extends SettingsPageProps {
  site: SiteAnswer;
}

function SiteForm({ model, settings, site }: SiteProps) {
  const draft = useSignal<SiteDraft>(draftOf(site));
  const problem = useSignal<Problem | null>(null);
  const set = (change: Partial<SiteDraft>) => {
    draft.value = { ...draft.value, ...change };
  };
  const change = changeOf(draft.value, site);
  const save = async (event: Event) => {
    event.preventDefault();
    if (change === null) return;
    const outcome = await settings.sites.change(site.id, change);
    problem.value = outcome.ok ? null : outcome.problem;
    if (!outcome.ok) return;
    draft.value = draftOf(outcome.value);
    showChanged(model, outcome.value);
  };
  const fields = { draft: draft.value, set, problem: problem.value };
  return (
    <form onSubmit={(event) => void save(event)} noValidate>
      <General {...fields} />
      <Intake {...fields} />
      <Paths {...fields} />
      {change !== null && (
        <div class="save-bar card" role="status">
          <span>{problem.value === null ? words.t.form.changed : problemText(problem.value)}</span>
          <button
            type="button"
            class="pill"
            onClick={() => {
              draft.value = draftOf(site);
              problem.value = null;
            }}
          >
            {words.t.form.discard}
          </button>
          <button type="submit" class="primary">
            {words.t.form.save}
          </button>
        </div>
      )}
    </form>
  );
}

/** The page's header and zone follow at once. */
function showChanged(model: Dashboard, changed: SiteAnswer): void {
  const { sites } = model.session;
  sites.value = sites.value.map((site) =>
    site.id === changed.id ? { ...site, ...changed, domains: [...changed.domains] } : site,
  );
}

interface FieldsProps {
  draft: SiteDraft;
  set(change: Partial<SiteDraft>): void;
  problem: Problem | null;
}

function General({ draft, set, problem }: FieldsProps) {
  const w = words.t.settings.site;
  return (
    <Section title={w.general}>
      <div class="field-grid">
        <TextField
          label={w.name}
          value={draft.name}
          set={(name) => set({ name })}
          problem={problemOf(problem, "name")}
          required
        />
        <ChoiceField
          label={w.timezone}
          value={draft.timezone}
          set={(timezone) => set({ timezone })}
          options={zoneOptions(draft.timezone)}
          hint={w.timezoneHint}
          problem={problemOf(problem, "timezone")}
        />
        <LinesField
          label={w.domains}
          value={draft.domains}
          set={(domains) => set({ domains })}
          hint={w.domainsHint}
          problem={problemOf(problem, "domains")}
        />
        <TextField
          type="number"
          min={MIN_SESSION_MINUTES}
          max={MAX_SESSION_MINUTES}
          label={w.sessionMinutes}
          value={String(draft.session_minutes)}
          set={(minutes) => set({ session_minutes: Number(minutes) })}
          hint={w.sessionHint}
          problem={problemOf(problem, "session_minutes")}
        />
        <ChoiceField
          label={w.weekStart}
          value={draft.week_start}
          set={(week_start) => set({ week_start })}
          options={WEEK_STARTS.map((word) => [word, w.weekStarts[word]] as const)}
        />
      </div>
    </Section>
  );
}

function Intake({ draft, set, problem }: FieldsProps) {
  const w = words.t.settings.site;
  return (
    <Section title={w.intake}>
      <div class="field-grid">
        <LinesField
          label={w.origins}
          value={draft.allowed_origins}
          set={(allowed_origins) => set({ allowed_origins })}
          hint={w.originsHint}
          problem={problemOf(problem, "allowed_origins")}
        />
        <LinesField
          label={w.params}
          value={draft.allowed_query_params}
          set={(allowed_query_params) => set({ allowed_query_params })}
          hint={w.paramsHint}
          problem={problemOf(problem, "allowed_query_params")}
        />
        <CheckField
          label={w.requireOrigin}
          value={draft.require_origin}
          set={(require_origin) => set({ require_origin })}
        />
        <CheckField
          label={w.gpc}
          value={draft.honour_gpc}
          set={(honour_gpc) => set({ honour_gpc })}
          hint={w.gpcHint}
        />
      </div>
    </Section>
  );
}

function Paths({ draft, set }: FieldsProps) {
  const w = words.t.settings.site;
  const setPaths = (change: Partial<SiteDraft["paths"]>) => set({ paths: { ...draft.paths, ...change } });
  return (
    <Section title={w.paths}>
      <div class="field-grid thirds">
        <ChoiceField
          label={w.case}
          value={draft.paths.case}
          set={(value) => setPaths({ case: value })}
          options={PATH_CASES.map((word) => [word, w.cases[word]] as const)}
        />
        <ChoiceField
          label={w.slash}
          value={draft.paths.trailing_slash}
          set={(value) => setPaths({ trailing_slash: value })}
          options={TRAILING_SLASHES.map((word) => [word, w.slashes[word]] as const)}
        />
        <ChoiceField
          label={w.hash}
          value={draft.paths.hash}
          set={(value) => setPaths({ hash: value })}
          options={HASH_MODES.map((word) => [word, w.hashes[word]] as const)}
        />
      </div>
    </Section>
  );
}

function Danger({ model, settings, site }: SiteProps) {
  const isAsking = useSignal(false);
  const w = words.t.settings.site;
  const problem = settings.sites.problem.value;
  const remove = async () => {
    if (!(await settings.sites.remove(site.id))) return;
    model.session.sites.value = model.session.sites.value.filter(({ id }) => id !== site.id);
    const [next] = model.session.sites.value;
    // Without another site there is the first step, whatever the address says.
    if (next !== undefined) model.openSite(next.id);
  };
  return (
    <Section
      title={w.danger}
      lead={w.dangerLead}
      act={
        <button
          type="button"
          class="pill danger"
          onClick={() => {
            isAsking.value = true;
          }}
        >
          {w.delete}
        </button>
      }
    >
      <ViewProblem problem={problem} />
      {isAsking.value && (
        <Confirm
          title={w.danger}
          consequence={w.dangerLead}
          act={w.delete}
          retype={site.name}
          run={() => void remove()}
          close={() => {
            isAsking.value = false;
          }}
        />
      )}
    </Section>
  );
}
