import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { TokenAnswer } from "../../../schema/administration.ts";
import { words } from "../../messages/views/index.ts";
import { mintable } from "../../rights.ts";
import { DataTable } from "../../view/data-table.tsx";
import { TextField } from "../../view/fields.tsx";
import { FormDialog, problemOf } from "../../view/form-dialog.tsx";
import { NewButton } from "../../view/new-button.tsx";
import { Removal } from "../../view/removal.tsx";
import { ViewProblem } from "../../view/view-problem.tsx";
import { expiryOf, type Life } from "./expiry.ts";
import { lastingColumns } from "./lasting.tsx";
import { LifeField } from "./life-field.tsx";
import { Once } from "./once.tsx";
import { type Granted, isGranted, RightsCell, rightsBody, ScopesField } from "./scopes-field.tsx";
import { Section } from "./section.tsx";
import type { SettingsPageProps } from "./view.tsx";

export function TokensPage({ model, settings }: SettingsPageProps) {
  const { tokens } = settings;
  useEffect(() => void tokens.load(), [tokens]);
  const isMaking = useSignal(false);
  const revoking = useSignal<TokenAnswer | null>(null);
  const made = useSignal<{ name: string; token: string } | null>(null);
  const w = words.t.settings.tokens;
  return (
    <Section
      title={words.t.settings.pages.tokens}
      lead={w.lead}
      act={
        <NewButton
          says={w.new}
          press={() => {
            isMaking.value = true;
          }}
        />
      }
    >
      <ViewProblem problem={tokens.problem.value} />
      <TokensTable
        {...{ model, settings }}
        revoke={(token) => {
          revoking.value = token;
        }}
      />
      {isMaking.value && (
        <NewToken
          {...{ model, settings }}
          show={(token) => {
            made.value = token;
          }}
          close={() => {
            isMaking.value = false;
          }}
        />
      )}
      {made.value !== null && (
        <Once
          title={made.value.name}
          lead={w.once}
          text={made.value.token}
          close={() => {
            made.value = null;
          }}
        />
      )}
      <Removal
        removing={revoking}
        from={tokens}
        title={({ name }) => w.revokeTitle(name)}
        consequence={() => w.revokeLead}
        act={w.revoke}
      />
    </Section>
  );
}

function TokensTable({ model, settings, revoke }: SettingsPageProps & { revoke(token: TokenAnswer): void }) {
  const w = words.t.settings.tokens;
  const all = model.session.sites.value;
  return (
    <DataTable<TokenAnswer>
      caption={words.t.settings.pages.tokens}
      columns={[
        { name: "name", title: w.name, value: ({ name }) => name },
        {
          name: "rights",
          title: w.scopes,
          value: ({ scopes }) => scopes.join(" "),
          cell: ({ scopes, sites }) => <RightsCell scopes={scopes} sites={sites} all={all} />,
        },
        ...lastingColumns<TokenAnswer>(model.zone.value, Date.now()),
      ]}
      rows={settings.tokens.things.value}
      keyOf={({ id }) => id}
      empty={w.empty}
      actions={(token) => (
        <button
          type="button"
          class="quiet danger"
          aria-label={`${w.revoke} ${token.name}`}
          onClick={() => revoke(token)}
        >
          {w.revoke}
        </button>
      )}
    />
  );
}

interface NewTokenProps extends SettingsPageProps {
  show(made: { name: string; token: string }): void;
  close(): void;
}

function NewToken({ model, settings, show, close }: NewTokenProps) {
  const site = model.site.value;
  const name = useSignal("");
  const granted = useSignal<Granted>({ scopes: ["stats:read"], sites: site === null ? [] : [site.id] });
  const life = useSignal<Life>("never");
  const day = useSignal("");
  const w = words.t.settings.tokens;
  const rights = settings.rights.value;
  const run = async () => {
    const outcome = await settings.tokens.create<TokenAnswer & { token: string }>({
      name: name.value.trim(),
      ...rightsBody(granted.value),
      expires_at: expiryOf(life.value, day.value, Date.now()),
    });
    if (!outcome.ok) return outcome.problem;
    show(outcome.value);
    return null;
  };
  const isReady =
    name.value.trim() !== "" && isGranted(granted.value) && (life.value !== "date" || day.value !== "");
  return (
    <FormDialog
      title={w.new}
      act={w.create}
      isReady={isReady}
      run={run}
      close={close}
      fields={["name", "scopes", "sites", "expires_at"]}
    >
      {(problem) => (
        <>
          <TextField
            label={w.name}
            hint={w.nameHint}
            value={name.value}
            set={(value) => {
              name.value = value;
            }}
            problem={problemOf(problem, "name")}
            autofocus
            required
          />
          <ScopesField
            scopes={rights === null ? [] : mintable(rights)}
            sites={model.session.sites.value}
            granted={granted.value}
            set={(value) => {
              granted.value = value;
            }}
            problem={problemOf(problem, "scopes") || problemOf(problem, "sites")}
          />
          <LifeField life={life} day={day} problem={problemOf(problem, "expires_at")} />
        </>
      )}
    </FormDialog>
  );
}
