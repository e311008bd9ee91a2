import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import type { SegmentAnswer, ShareAnswer } from "../../../schema/definitions.ts";
import type { Kept } from "../../kept.ts";
import { words } from "../../messages/views/index.ts";
import { CopyText } from "../../view/copy.tsx";
import { DataTable } from "../../view/data-table.tsx";
import { ChoiceField, TextField } from "../../view/fields.tsx";
import { FormDialog, problemOf } from "../../view/form-dialog.tsx";
import { NewButton } from "../../view/new-button.tsx";
import { Removal } from "../../view/removal.tsx";
import { ViewProblem } from "../../view/view-problem.tsx";
import { embedText } from "./embed.ts";
import { expiryOf, type Life } from "./expiry.ts";
import { lastingColumns } from "./lasting.tsx";
import { LifeField } from "./life-field.tsx";
import { Once } from "./once.tsx";
import { Section } from "./section.tsx";
import type { SettingsPageProps } from "./view.tsx";

interface Made {
  name: string;
  link: string;
}

export function SharesPage({ model, settings }: SettingsPageProps) {
  const siteId = model.site.value?.id ?? "";
  const shares = useMemo(() => settings.shares(siteId), [settings, siteId]);
  const segments = useMemo(() => settings.segments(siteId), [settings, siteId]);
  useEffect(() => {
    void shares.load();
    void segments.load();
  }, [shares, segments]);
  const isMaking = useSignal(false);
  const revoking = useSignal<ShareAnswer | null>(null);
  const made = useSignal<Made | null>(null);
  const w = words.t.settings.shares;
  return (
    <Section
      title={words.t.settings.pages.shares}
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
      <ViewProblem problem={shares.problem.value} />
      <SharesTable
        zone={model.zone.value}
        shares={shares}
        segments={segments}
        revoke={(share) => {
          revoking.value = share;
        }}
      />
      {isMaking.value && (
        <NewShare
          siteId={siteId}
          shares={shares}
          segments={segments}
          show={(share) => {
            made.value = share;
          }}
          close={() => {
            isMaking.value = false;
          }}
        />
      )}
      {made.value !== null && (
        <MadeLink
          made={made.value}
          close={() => {
            made.value = null;
          }}
        />
      )}
      <Removal
        removing={revoking}
        from={shares}
        title={({ name }) => w.revokeTitle(name)}
        consequence={() => w.revokeLead}
        act={w.revoke}
      />
    </Section>
  );
}

function MadeLink({ made, close }: { made: Made; close(): void }) {
  const w = words.t.settings.shares;
  return (
    <Once title={made.name} lead={w.once} text={made.link} close={close}>
      <h3>{w.embed}</h3>
      <CopyText label={w.embed} text={embedText(made.link, made.name)} />
      <p class="faint">{w.embedHint}</p>
    </Once>
  );
}

interface TableProps {
  zone: string;
  shares: Kept<ShareAnswer>;
  segments: Kept<SegmentAnswer>;
  revoke(share: ShareAnswer): void;
}

function SharesTable({ zone, shares, segments, revoke }: TableProps) {
  const w = words.t.settings.shares;
  const shown = ({ segment_id }: ShareAnswer): string =>
    segment_id === null
      ? w.whole
      : (segments.things.value?.find(({ id }) => id === segment_id)?.name ?? segment_id);
  return (
    <DataTable<ShareAnswer>
      caption={words.t.settings.pages.shares}
      columns={[
        { name: "name", title: w.name, value: ({ name }) => name },
        { name: "shows", title: w.shows, value: shown },
        ...lastingColumns<ShareAnswer>(zone, Date.now()),
      ]}
      rows={shares.things.value}
      keyOf={({ id }) => id}
      empty={w.empty}
      actions={(share) => (
        <button
          type="button"
          class="quiet danger"
          aria-label={`${w.revoke} ${share.name}`}
          onClick={() => revoke(share)}
        >
          {w.revoke}
        </button>
      )}
    />
  );
}

interface NewShareProps {
  siteId: string;
  shares: Kept<ShareAnswer>;
  segments: Kept<SegmentAnswer>;
  show(made: Made): void;
  close(): void;
}

function NewShare({ siteId, shares, segments, show, close }: NewShareProps) {
  const name = useSignal("");
  const segment = useSignal("");
  const life = useSignal<Life>("never");
  const day = useSignal("");
  const w = words.t.settings.shares;
  const offered = segments.things.value?.filter(({ kind }) => kind === "site") ?? [];
  const run = async () => {
    const outcome = await shares.create<ShareAnswer & { link: string }>({
      site_id: siteId,
      name: name.value.trim(),
      segment_id: segment.value || null,
      expires_at: expiryOf(life.value, day.value, Date.now()),
    });
    if (!outcome.ok) return outcome.problem;
    show(outcome.value);
    return null;
  };
  return (
    <FormDialog
      title={w.new}
      act={w.create}
      isReady={name.value.trim() !== "" && (life.value !== "date" || day.value !== "")}
      run={run}
      close={close}
      fields={["name", "segment_id", "expires_at"]}
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
          <ChoiceField
            label={w.shows}
            value={segment.value}
            set={(value) => {
              segment.value = value;
            }}
            options={[["", w.whole], ...offered.map((one) => [one.id, one.name] as const)]}
            hint={w.segmentHint}
            problem={problemOf(problem, "segment_id")}
          />
          <LifeField life={life} day={day} problem={problemOf(problem, "expires_at")} />
        </>
      )}
    </FormDialog>
  );
}
