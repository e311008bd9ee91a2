import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { PersonAnswer } from "../../../schema/administration.ts";
import type { Scope } from "../../../schema/words.ts";
import { words } from "../../messages/views/index.ts";
import { formatMoment } from "../../moments.ts";
import { DataTable } from "../../view/data-table.tsx";
import { TextField } from "../../view/fields.tsx";
import { FormDialog, problemOf } from "../../view/form-dialog.tsx";
import { NewButton } from "../../view/new-button.tsx";
import { Removal } from "../../view/removal.tsx";
import { ViewProblem } from "../../view/view-problem.tsx";
import { type Granted, isGranted, RightsCell, rightsBody, ScopesField } from "./scopes-field.tsx";
import { Section } from "./section.tsx";
import type { SettingsPageProps } from "./view.tsx";

/** What a person may be given; servers send events, people do not. */
const SCOPES_OF_PEOPLE: readonly Scope[] = ["stats:read", "export:read", "sites:admin", "admin"];

/** Whom the dialog is about: somebody new, or one whose rights change. */
type Editing = { person: PersonAnswer | null } | null;

export function PeoplePage({ model, settings }: SettingsPageProps) {
  const { people } = settings;
  useEffect(() => void people.load(), [people]);
  const editing = useSignal<Editing>(null);
  const removing = useSignal<PersonAnswer | null>(null);
  const w = words.t.settings.people;
  return (
    <Section
      title={words.t.settings.pages.people}
      lead={w.lead}
      act={
        <NewButton
          says={w.new}
          press={() => {
            editing.value = { person: null };
          }}
        />
      }
    >
      <ViewProblem problem={people.problem.value} />
      <PeopleTable {...{ model, settings, editing, removing }} />
      {editing.value !== null && (
        <PersonForm
          {...{ model, settings }}
          person={editing.value.person}
          close={() => {
            editing.value = null;
          }}
        />
      )}
      <Removal
        removing={removing}
        from={people}
        title={({ email }) => w.removeTitle(email)}
        consequence={() => w.removeLead}
        act={w.remove}
      />
    </Section>
  );
}

interface PeopleTableProps extends SettingsPageProps {
  editing: { value: Editing };
  removing: { value: PersonAnswer | null };
}

function PeopleTable({ model, settings, editing, removing }: PeopleTableProps) {
  const w = words.t.settings;
  const all = model.session.sites.value;
  return (
    <DataTable<PersonAnswer>
      caption={w.pages.people}
      columns={[
        { name: "email", title: w.people.email, value: ({ email }) => email },
        {
          name: "rights",
          title: w.tokens.scopes,
          value: ({ scopes }) => scopes.join(" "),
          cell: ({ scopes, sites }) => <RightsCell scopes={scopes} sites={sites} all={all} />,
        },
        {
          name: "created",
          isShort: true,
          title: w.sites.created,
          isMinor: true,
          value: ({ created_at }) => created_at,
          cell: ({ created_at }) => formatMoment(created_at, model.zone.value, "day"),
        },
      ]}
      rows={settings.people.things.value}
      keyOf={({ id }) => id}
      empty={w.people.empty}
      actions={(person) => (
        <>
          <button
            type="button"
            class="quiet"
            aria-label={`${words.t.form.edit} ${person.email}`}
            onClick={() => {
              editing.value = { person };
            }}
          >
            {words.t.form.edit}
          </button>
          <button
            type="button"
            class="quiet danger"
            aria-label={`${w.people.remove} ${person.email}`}
            onClick={() => {
              removing.value = person;
            }}
          >
            {w.people.remove}
          </button>
        </>
      )}
    />
  );
}

interface PersonFormProps extends SettingsPageProps {
  person: PersonAnswer | null;
  close(): void;
}

function PersonForm({ model, settings, person, close }: PersonFormProps) {
  const email = useSignal(person?.email ?? "");
  const granted = useSignal<Granted>({
    scopes:
      person === null ? ["stats:read"] : SCOPES_OF_PEOPLE.filter((scope) => person.scopes.includes(scope)),
    sites: person?.sites ?? [],
  });
  const w = words.t.settings.people;
  const { people } = settings;
  const run = async () => {
    const rights = rightsBody(granted.value);
    const outcome =
      person === null
        ? await people.create({ email: email.value.trim(), ...rights })
        : await people.change(person.id, rights);
    return outcome.ok ? null : outcome.problem;
  };
  return (
    <FormDialog
      title={person?.email ?? w.new}
      act={person === null ? w.create : words.t.form.save}
      isReady={email.value.includes("@") && isGranted(granted.value)}
      run={run}
      close={close}
      fields={["email", "scopes", "sites"]}
    >
      {(problem) => (
        <>
          {person === null && (
            <TextField
              type="email"
              label={w.email}
              value={email.value}
              set={(value) => {
                email.value = value;
              }}
              problem={problemOf(problem, "email")}
              autofocus
              required
            />
          )}
          <ScopesField
            scopes={SCOPES_OF_PEOPLE}
            sites={model.session.sites.value}
            granted={granted.value}
            set={(value) => {
              granted.value = value;
            }}
            problem={problemOf(problem, "scopes") || problemOf(problem, "sites")}
          />
        </>
      )}
    </FormDialog>
  );
}
