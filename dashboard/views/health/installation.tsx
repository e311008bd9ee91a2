import type { ComponentChildren } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import type { LiveEvent } from "../../../schema/live.ts";
import type { Dashboard } from "../../model.ts";
import { Snippet } from "../../view/snippet.tsx";
import { ViewHead } from "../../view/view-head.tsx";
import { explain } from "./explain.ts";
import { stepsOf } from "./installation-steps.ts";
import { watch } from "./live.ts";
import { Where } from "./live-row.tsx";
import type { SectionProps } from "./view.tsx";
import { words } from "./words.ts";

/** The way of a first event, watched from here: each step is ticked when it has happened. */
export function Installation({ model, site }: SectionProps) {
  const w = words.t.installation;
  const live = useMemo(() => watch(site.id), [site.id]);
  useEffect(() => () => live.end(), [live]);
  const newestAtFirst = useFirst(model);
  const newest = model.freshness.value;
  const { taken, refused, isReceived, isInReport } = stepsOf(live.seen.value, newestAtFirst, newest);
  const [host] = site.domains;
  return (
    <>
      <ViewHead title={words.t.sections.installation} lead={w.lead} />
      <ol class="steps">
        <Step title={w.snippet} hint={w.snippetHint} isDone={isReceived}>
          <Snippet site={site} />
        </Step>
        <Step title={w.open} hint={w.openHint} isDone={isReceived}>
          {host !== undefined && (
            <a class="pill" href={addressOf(host)} target="_blank" rel="noreferrer">
              {w.openSite(host)}
            </a>
          )}
        </Step>
        <Step title={w.received} hint={w.receivedHint} isDone={isReceived}>
          <p role="status">
            <i class={isReceived ? "dot live" : "dot beating"} aria-hidden="true" />{" "}
            {taken !== null ? w.seen(taken.name ?? "", pageOf(taken)) : isReceived ? w.arrived : w.waiting}
          </p>
          {refused !== null && !isReceived && <Refused event={refused} />}
        </Step>
        <Step title={w.inReport} hint={w.inReportHint} isDone={isInReport}>
          <button type="button" class="pill" onClick={() => model.openView("overview")}>
            {w.openOverview}
          </button>
        </Step>
      </ol>
      {!isReceived && <Hints />}
    </>
  );
}

/** When this page was opened: what the newest event of the site was. Undefined until it is known. */
function useFirst(model: Dashboard): string | null | undefined {
  const newest = model.freshness.value;
  return useMemo(() => newest, [newest === undefined]);
}

/** A site on this very host is one that somebody tries out, perhaps without TLS and on a port. */
const addressOf = (host: string): string =>
  host === location.hostname ? `${location.origin}/` : `https://${host}/`;

const pageOf = ({ hostname = "", path = "" }: LiveEvent): string => hostname + path;

/** One arrived, and was not taken: that is half of it, and here is the other half. */
function Refused({ event }: { event: LiveEvent }) {
  const { says, next } = explain(event.reason);
  return (
    <div class="verdict wrong">
      <p>
        <b>{words.t.installation.refused}</b> {says} <Where event={event} />
      </p>
      <p>{next}</p>
    </div>
  );
}

interface StepProps {
  title: string;
  hint: string;
  isDone: boolean;
  children: ComponentChildren;
}

const Step = ({ title, hint, isDone, children }: StepProps) => (
  <li class={isDone ? "step done" : "step"}>
    <h3>
      {title} {isDone && <span class="step-done">{words.t.installation.done}</span>}
    </h3>
    <p class="faint">{hint}</p>
    {children}
  </li>
);

function Hints() {
  const w = words.t.installation;
  return (
    <section class="health-part">
      <h3>{w.hintsTitle}</h3>
      <ul class="hints">
        {Object.entries(w.hints).map(([name, hint]) => (
          <li key={name}>{hint}</li>
        ))}
      </ul>
    </section>
  );
}
