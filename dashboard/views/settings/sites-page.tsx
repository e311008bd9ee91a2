import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { SiteAnswer } from "../../../schema/administration.ts";
import { words } from "../../messages/views/index.ts";
import { formatMoment } from "../../moments.ts";
import { isAdmin } from "../../rights.ts";
import { type Column, DataTable } from "../../view/data-table.tsx";
import { ChoiceField, TextField } from "../../view/fields.tsx";
import { FormDialog, problemOf } from "../../view/form-dialog.tsx";
import { NewButton } from "../../view/new-button.tsx";
import { Section } from "./section.tsx";
import { hostOf } from "./site-form.ts";
import type { SettingsPageProps } from "./view.tsx";
import { zoneOptions } from "./zones.ts";

export function SitesPage({ model, settings }: SettingsPageProps) {
  const { sites } = settings;
  useEffect(() => void sites.load(), [sites]);
  const isMaking = useSignal(false);
  const w = words.t.settings.sites;
  const rights = settings.rights.value;
  const act = rights !== null && isAdmin(rights) && (
    <NewButton
      says={w.new}
      press={() => {
        isMaking.value = true;
      }}
    />
  );
  return (
    <Section title={words.t.settings.pages.sites} lead={act ? w.lead : w.adminOnly} act={act}>
      <DataTable
        caption={words.t.settings.pages.sites}
        columns={columns()}
        rows={sites.things.value}
        keyOf={({ id }) => id}
        empty={w.empty}
        actions={({ id, name }) => (
          <button
            type="button"
            class="quiet"
            aria-label={`${w.open} ${name}`}
            onClick={() => model.openSite(id)}
          >
            {w.open}
          </button>
        )}
      />
      {isMaking.value && (
        <NewSite
          model={model}
          settings={settings}
          close={() => {
            isMaking.value = false;
          }}
        />
      )}
    </Section>
  );
}

function columns(): Column<SiteAnswer>[] {
  const { site, sites } = words.t.settings;
  return [
    { name: "name", title: site.name, value: ({ name }) => name },
    { name: "domains", title: site.domains, value: ({ domains }) => domains.join(", ") },
    { name: "zone", isShort: true, title: site.timezone, isMinor: true, value: ({ timezone }) => timezone },
    {
      name: "created",
      isShort: true,
      title: sites.created,
      isMinor: true,
      value: ({ created_at }) => created_at,
      cell: ({ created_at, timezone }) => formatMoment(created_at, timezone, "day"),
    },
  ];
}

/** A name and a domain are enough; the rest has defaults. Then the site's snippet is what is needed next. */
function NewSite({ model, settings, close }: SettingsPageProps & { close(): void }) {
  const domain = useSignal("");
  const name = useSignal("");
  const zone = useSignal(Intl.DateTimeFormat().resolvedOptions().timeZone);
  const w = words.t.settings;
  const host = hostOf(domain.value);
  const run = async () => {
    const outcome = await settings.sites.create({
      name: name.value.trim() || host,
      domains: [host],
      timezone: zone.value,
    });
    if (!outcome.ok) return outcome.problem;
    const made = { ...outcome.value, domains: [...outcome.value.domains] };
    model.session.sites.value = [...model.session.sites.value, made];
    model.openSite(made.id);
    model.setOwn({ section: "snippet" }, "replace");
    return null;
  };
  return (
    <FormDialog
      title={w.sites.new}
      act={w.sites.create}
      isReady={host !== ""}
      run={run}
      close={close}
      fields={["name", "domains", "timezone"]}
    >
      {(problem) => (
        <>
          <TextField
            type="url"
            label={w.sites.domain}
            placeholder="example.com"
            value={domain.value}
            set={(value) => {
              domain.value = value;
            }}
            problem={problemOf(problem, "domains")}
            autofocus
            required
          />
          <TextField
            label={`${w.site.name} (${words.t.form.optional})`}
            placeholder={host}
            value={name.value}
            set={(value) => {
              name.value = value;
            }}
            problem={problemOf(problem, "name")}
          />
          <ChoiceField
            label={w.site.timezone}
            value={zone.value}
            set={(value) => {
              zone.value = value;
            }}
            options={zoneOptions(zone.value)}
            hint={w.site.timezoneHint}
            problem={problemOf(problem, "timezone")}
          />
        </>
      )}
    </FormDialog>
  );
}
