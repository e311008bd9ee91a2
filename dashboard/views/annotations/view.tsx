/** Annotations: what happened beside the numbers, by the month of the site's clock. */

import { type Signal, useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import type { AnnotationAnswer } from "../../../schema/definitions.ts";
import { createKept, type Kept, keptCacheOf } from "../../kept.ts";
import { words } from "../../messages/views/index.ts";
import type { Dashboard } from "../../model.ts";
import { formatMoment, viewersMoment } from "../../moments.ts";
import { formatBucket } from "../../times.ts";
import { TextField } from "../../view/fields.tsx";
import { FormDialog, problemOf } from "../../view/form-dialog.tsx";
import { Removal } from "../../view/removal.tsx";
import { useRights } from "../../view/use-rights.ts";
import { ViewHead } from "../../view/view-head.tsx";
import { ViewProblem } from "../../view/view-problem.tsx";
import { wallClock } from "../../zone.ts";
import { byMonth, momentOf, wallOf } from "./moment.ts";
import "../forms.css";
import "../tables.css";
import "./annotations.css";

export { words as catalogue };

type Editing = { annotation: AnnotationAnswer | null } | null;

export function View({ model }: { model: Dashboard }) {
  const siteId = model.site.value?.id ?? "";
  const annotations = useMemo(
    () =>
      createKept<AnnotationAnswer>(model.api, keptCacheOf(model.session), {
        path: "/v1/annotations",
        search: `?site_id=${encodeURIComponent(siteId)}`,
        key: "annotations",
      }),
    [model, siteId],
  );
  useEffect(() => void annotations.load(), [annotations]);
  const editing = useSignal<Editing>(null);
  const deleting = useSignal<AnnotationAnswer | null>(null);
  const mayEdit = useRights(model).mayAdminister(siteId);
  const zone = model.zone.value;
  const w = words.t.annotations;
  return (
    <section class="card view-card">
      <ViewHead title={w.title} lead={w.lead}>
        {mayEdit && (
          <button
            type="button"
            class="primary"
            onClick={() => {
              editing.value = { annotation: null };
            }}
          >
            {w.new}
          </button>
        )}
      </ViewHead>
      <ViewProblem problem={annotations.problem.value} />
      <Timeline {...{ model, editing, deleting, mayEdit }} annotations={annotations.things.value} />
      {editing.value !== null && (
        <AnnotationForm
          {...{ annotations, siteId, zone }}
          annotation={editing.value.annotation}
          close={() => {
            editing.value = null;
          }}
        />
      )}
      <Removal
        removing={deleting}
        from={annotations}
        title={() => words.t.annotations.deleteTitle}
        consequence={({ text }) => `“${text}” — ${words.t.annotations.deleteLead}`}
        act={words.t.form.delete}
      />
    </section>
  );
}

interface TimelineProps {
  model: Dashboard;
  annotations: AnnotationAnswer[] | null;
  editing: Signal<Editing>;
  deleting: Signal<AnnotationAnswer | null>;
  mayEdit: boolean;
}

function Timeline({ model, annotations, editing, deleting, mayEdit }: TimelineProps) {
  const zone = model.zone.value;
  if (annotations === null) return <div class="timeline" aria-hidden="true" />;
  if (annotations.length === 0) return <p class="empty">{words.t.annotations.empty}</p>;
  const sorted = annotations.toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at));
  return (
    <div class="timeline">
      {byMonth(sorted, zone).map(([month, ofMonth]) => (
        <section key={month} aria-label={formatBucket(`${month}-01`, "month")}>
          <h3>{formatBucket(`${month}-01`, "month")}</h3>
          <ol>
            {ofMonth.map((annotation) => (
              <li key={annotation.id}>
                <time dateTime={annotation.at} title={viewersMoment(annotation.at, zone)}>
                  {formatMoment(annotation.at, zone, "minute")}
                </time>
                <span class="noted" dir="auto">
                  {annotation.text}
                </span>
                <Acts {...{ model, annotation, editing, deleting, mayEdit }} />
              </li>
            ))}
          </ol>
        </section>
      ))}
    </div>
  );
}

interface ActsProps extends Omit<TimelineProps, "annotations"> {
  annotation: AnnotationAnswer;
}

function Acts({ model, annotation, editing, deleting, mayEdit }: ActsProps) {
  const w = words.t;
  const day = wallOf(annotation.at, model.zone.value).slice(0, 10);
  return (
    <span class="row-actions">
      <button
        type="button"
        class="quiet"
        aria-label={`${w.annotations.show}: ${annotation.text}`}
        onClick={() => {
          model.openView("overview");
          model.choosePeriod({ from: day, to: day });
        }}
      >
        {w.annotations.show}
      </button>
      {mayEdit && (
        <>
          <button
            type="button"
            class="quiet"
            aria-label={`${w.form.edit}: ${annotation.text}`}
            onClick={() => {
              editing.value = { annotation };
            }}
          >
            {w.form.edit}
          </button>
          <button
            type="button"
            class="quiet danger"
            aria-label={`${w.form.delete}: ${annotation.text}`}
            onClick={() => {
              deleting.value = annotation;
            }}
          >
            {w.form.delete}
          </button>
        </>
      )}
    </span>
  );
}

interface FormProps {
  annotations: Kept<AnnotationAnswer>;
  siteId: string;
  zone: string;
  annotation: AnnotationAnswer | null;
  close(): void;
}

function AnnotationForm({ annotations, siteId, zone, annotation, close }: FormProps) {
  const wall = useSignal(annotation === null ? wallClock(Date.now(), zone) : wallOf(annotation.at, zone));
  const text = useSignal(annotation?.text ?? "");
  const w = words.t.annotations;
  const at = momentOf(wall.value, zone);
  const run = async () => {
    const said = { at, text: text.value.trim() };
    const outcome =
      annotation === null
        ? await annotations.create({ site_id: siteId, ...said })
        : await annotations.change(annotation.id, said);
    return outcome.ok ? null : outcome.problem;
  };
  return (
    <FormDialog
      title={annotation === null ? w.new : w.edit}
      act={annotation === null ? w.create : words.t.form.save}
      isReady={at !== null && text.value.trim() !== ""}
      run={run}
      close={close}
      fields={["at", "text"]}
    >
      {(problem) => (
        <>
          <TextField
            label={w.text}
            value={text.value}
            set={(value) => {
              text.value = value;
            }}
            problem={problemOf(problem, "text")}
            autofocus
            required
          />
          <TextField
            type="datetime-local"
            label={w.at}
            value={wall.value}
            set={(value) => {
              wall.value = value;
            }}
            hint={w.atHint(zone)}
            problem={problemOf(problem, "at")}
            required
          />
        </>
      )}
    </FormDialog>
  );
}
