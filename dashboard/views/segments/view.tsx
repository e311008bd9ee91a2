/** Segments: filters under a name, saved from those that hold and put in force again. */

import { type Signal, useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import type { SegmentAnswer } from "../../../schema/definitions.ts";
import { SEGMENT_KINDS } from "../../../schema/words.ts";
import type { PageFilter } from "../../dimensions.ts";
import { type Kept, keptCacheOf } from "../../kept.ts";
import { words } from "../../messages/views/index.ts";
import type { Dashboard } from "../../model.ts";
import { DataTable } from "../../view/data-table.tsx";
import { CheckField, ChoiceField, TextField } from "../../view/fields.tsx";
import { FormDialog, problemOf } from "../../view/form-dialog.tsx";
import { Removal } from "../../view/removal.tsx";
import { useRights } from "../../view/use-rights.ts";
import { ViewHead } from "../../view/view-head.tsx";
import { ViewProblem } from "../../view/view-problem.tsx";
import { createSegments } from "./model.ts";
import { naming } from "./naming.ts";
import { sentence } from "./sentence.ts";
import "../forms.css";
import "../tables.css";
import "./segments.css";

export { words as catalogue };

/** What the dialog is about: the filters that hold, or a segment that changes. */
type Editing = { segment: SegmentAnswer | null } | null;

export function View({ model }: { model: Dashboard }) {
  const siteId = model.site.value?.id ?? "";
  const segments = useMemo(
    () => createSegments(model.api, keptCacheOf(model.session), siteId),
    [model, siteId],
  );
  useEffect(() => void segments.load(), [segments]);
  const editing = useSignal<Editing>(null);
  const deleting = useSignal<SegmentAnswer | null>(null);
  const mayShare = useRights(model).mayAdminister(siteId);
  const filters = savable(model.address.value.filters);
  const w = words.t.segments;
  return (
    <section class="card view-card">
      <ViewHead title={w.title} lead={w.lead}>
        <button
          type="button"
          class="primary"
          disabled={filters.length === 0}
          title={filters.length === 0 ? w.saveHint : undefined}
          onClick={() => {
            editing.value = { segment: null };
          }}
        >
          {w.save}
        </button>
      </ViewHead>
      <ViewProblem problem={segments.problem.value} />
      <SegmentsTable {...{ model, segments, editing, deleting, mayShare }} />
      {editing.value !== null && (
        <SegmentForm
          {...{ segments, siteId, filters, mayShare }}
          segment={editing.value.segment}
          close={() => {
            editing.value = null;
          }}
        />
      )}
      <Removal
        removing={deleting}
        from={segments}
        title={({ name }) => words.t.segments.deleteTitle(name)}
        consequence={() => words.t.segments.deleteLead}
        act={words.t.form.delete}
      />
    </section>
  );
}

/** A segment holds no other. */
const savable = (filters: readonly PageFilter[]) =>
  filters.filter(([, dimension]) => dimension !== "segment");

interface TableProps {
  model: Dashboard;
  segments: Kept<SegmentAnswer>;
  editing: Signal<Editing>;
  deleting: Signal<SegmentAnswer | null>;
  mayShare: boolean;
}

function SegmentsTable({ model, segments, editing, deleting, mayShare }: TableProps) {
  const w = words.t.segments;
  const apply = ({ id }: SegmentAnswer) => {
    model.openView("overview");
    model.setFilters([["is", "segment", [id]]]);
  };
  return (
    <DataTable<SegmentAnswer>
      caption={w.title}
      columns={[
        {
          name: "name",
          title: w.name,
          value: ({ name }) => name,
          cell: (segment) => (
            <button
              type="button"
              class="row-link segment-name"
              title={w.apply}
              onClick={() => apply(segment)}
            >
              {segment.name}
            </button>
          ),
        },
        {
          name: "filters",
          title: w.filters,
          value: ({ filters }) => JSON.stringify(filters),
          cell: ({ filters }) => <Sentence filters={filters} />,
        },
        {
          name: "kind",
          isShort: true,
          title: w.kind,
          isMinor: true,
          value: ({ kind }) => w.kinds[kind],
        },
      ]}
      rows={segments.things.value}
      keyOf={({ id }) => id}
      empty={
        <>
          <p>{w.empty}</p>
          <button type="button" class="pill" onClick={() => model.openPanel("filter")}>
            {words.t.segments.filters}
          </button>
        </>
      }
      actions={(segment) => (
        <>
          <button
            type="button"
            class="quiet"
            aria-label={`${w.apply} ${segment.name}`}
            onClick={() => apply(segment)}
          >
            {w.apply}
          </button>
          {(segment.kind === "personal" || mayShare) && (
            <>
              <button
                type="button"
                class="quiet"
                aria-label={`${words.t.form.edit} ${segment.name}`}
                onClick={() => {
                  editing.value = { segment };
                }}
              >
                {words.t.form.edit}
              </button>
              <button
                type="button"
                class="quiet danger"
                aria-label={`${words.t.form.delete} ${segment.name}`}
                onClick={() => {
                  deleting.value = segment;
                }}
              >
                {words.t.form.delete}
              </button>
            </>
          )}
        </>
      )}
    />
  );
}

export const Sentence = ({ filters }: { filters: SegmentAnswer["filters"] }) => (
  <ul class="sentences">
    {filters.map((filter) => (
      <li key={JSON.stringify(filter)}>
        {sentence(filter, naming()).map(({ text, isStrong }, at) => (
          // Words of one sentence: told by their place
          <span key={at} class={isStrong ? "said" : "faint"} dir="auto">
            {text}{" "}
          </span>
        ))}
      </li>
    ))}
  </ul>
);

interface FormProps {
  segments: Kept<SegmentAnswer>;
  siteId: string;
  /** Those that hold now. */
  filters: readonly PageFilter[];
  segment: SegmentAnswer | null;
  mayShare: boolean;
  close(): void;
}

function SegmentForm({ segments, siteId, filters, segment, mayShare, close }: FormProps) {
  const name = useSignal(segment?.name ?? "");
  const kind = useSignal<SegmentAnswer["kind"]>(segment?.kind ?? "personal");
  const isReplaced = useSignal(false);
  const w = words.t.segments;
  const run = async () => {
    const said = { name: name.value.trim(), kind: kind.value };
    const outcome =
      segment === null
        ? await segments.create({ site_id: siteId, ...said, filters })
        : await segments.change(segment.id, { ...said, ...(isReplaced.value && { filters }) });
    return outcome.ok ? null : outcome.problem;
  };
  // What the API takes for filters is what the chips are made of.
  const shown = (
    segment === null || isReplaced.value ? filters : segment.filters
  ) as SegmentAnswer["filters"];
  return (
    <FormDialog
      title={segment === null ? w.saveTitle : w.edit(segment.name)}
      act={words.t.form.save}
      isReady={name.value.trim() !== ""}
      run={run}
      close={close}
      fields={["name", "kind"]}
    >
      {(problem) => (
        <>
          <Sentence filters={shown} />
          {segment !== null && filters.length > 0 && (
            <CheckField
              label={w.replace}
              value={isReplaced.value}
              set={(value) => {
                isReplaced.value = value;
              }}
            />
          )}
          <TextField
            label={w.name}
            value={name.value}
            set={(value) => {
              name.value = value;
            }}
            problem={problemOf(problem, "name")}
            autofocus
            required
          />
          {mayShare && (
            <ChoiceField
              label={w.kind}
              value={kind.value}
              set={(value) => {
                kind.value = value;
              }}
              options={SEGMENT_KINDS.map((word) => [word, w.kinds[word]] as const)}
              problem={problemOf(problem, "kind")}
            />
          )}
        </>
      )}
    </FormDialog>
  );
}
