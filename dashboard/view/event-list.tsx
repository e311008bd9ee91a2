import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { EventsAnswer, ListedEvent } from "../../schema/explore.ts";
import type { Problem } from "../api.ts";
import { t } from "../messages/index.ts";
import { words } from "../messages/views/index.ts";
import type { Dashboard } from "../model.ts";
import { formatMoment, viewersMoment } from "../moments.ts";
import { nameValue } from "../places.ts";
import type { Address, TrafficChoice } from "../url.ts";
import { ViewProblem } from "./view-problem.tsx";

export interface EventsQuestion {
  site_id: string;
  date_range: unknown;
  filters: unknown;
  traffic: "all" | TrafficChoice[];
  limit: number;
}

/** Whom the page counts. */
export const classesOf = ({ traffic }: Address): EventsQuestion["traffic"] =>
  traffic === "all" ? "all" : [traffic];

interface Listed {
  events: ListedEvent[] | null;
  problem: Problem | null;
  next: string | null;
  /** A page behind those that are there. */
  more(): void;
}

/** Single events, the newest first; asked again when the question is another or the page asks anew. */
export function useEvents(model: Dashboard, question: EventsQuestion | null): Listed {
  const events = useSignal<ListedEvent[] | null>(null);
  const next = useSignal<string | null>(null);
  const problem = useSignal<Problem | null>(null);
  const asked = JSON.stringify(question);
  useEffect(() => {
    if (question === null) return;
    const abort = new AbortController();
    void model.api.call<EventsAnswer>("POST", "/v1/events", question, abort.signal).then((outcome) => {
      if (abort.signal.aborted) return;
      problem.value = outcome.ok ? null : outcome.problem;
      if (!outcome.ok) return;
      events.value = outcome.value.events;
      next.value = outcome.value.next;
    });
    return () => abort.abort();
  }, [asked, model.askedAt.value]);
  const more = async () => {
    const outcome = await model.api.call<EventsAnswer>("POST", "/v1/events", {
      ...question,
      after: next.value,
    });
    if (!outcome.ok) {
      problem.value = outcome.problem;
      return;
    }
    events.value = [...(events.value ?? []), ...outcome.value.events];
    next.value = outcome.value.next;
  };
  return { events: events.value, problem: problem.value, next: next.value, more: () => void more() };
}

interface EventListProps {
  model: Dashboard;
  listed: Listed;
}

/** One line an event, and under it what else is known of it. */
export function EventList({ model, listed }: EventListProps) {
  const { events, problem, next, more } = listed;
  if (events === null) return <ViewProblem problem={problem} />;
  if (events.length === 0) return <p class="empty">{t.rows.none}</p>;
  return (
    <>
      <ViewProblem problem={problem} />
      <ul class="event-list">
        {events.map((event) => (
          <li key={event.id}>
            <EventLine event={event} zone={model.zone.value} />
          </li>
        ))}
      </ul>
      {next !== null && (
        <button type="button" class="more" onClick={more}>
          {words.t.events.more}
        </button>
      )}
    </>
  );
}

function EventLine({ event, zone }: { event: ListedEvent; zone: string }) {
  const place = nameValue("visit:country", event.country, t.locale, "");
  return (
    <details>
      <summary>
        <time dateTime={event.at} title={viewersMoment(event.at, zone)}>
          {formatMoment(event.at, zone, "second")}
        </time>
        <b dir="auto">{event.name}</b>
        <span class="clip" dir="auto">
          {event.page}
        </span>
        <span class="faint event-who">
          {place.badge !== null && <span class="badge">{place.badge}</span>}
          {[event.browser, event.os].filter(Boolean).join(" · ")}
        </span>
      </summary>
      <dl class="facts">
        {factsOf(event).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd dir="auto">{value}</dd>
          </div>
        ))}
      </dl>
      {event.error !== null && event.error.stack !== "" && <pre class="stack">{event.error.stack}</pre>}
    </details>
  );
}

/** What is known of it and not in the line; properties under their keys. */
function factsOf(event: ListedEvent): [string, string][] {
  const w = words.t.events.facts;
  const { revenue, error } = event;
  const facts: [string, string][] = [
    [t.dimensions["event:hostname"], event.hostname],
    [w.title, event.title],
    [t.dimensions["visit:referrer"], event.referrer],
    [t.dimensions["visit:channel"], event.channel],
    [t.dimensions["visit:source"], event.source],
    [t.dimensions["visit:city"], [event.city, event.region].filter(Boolean).join(", ")],
    [t.dimensions["visit:device"], event.device],
    [w.visitor, event.visitor],
    [w.visit, event.visit],
    [w.user, event.user_id],
    [w.traffic, [event.traffic, ...event.traffic_reasons].join(" · ")],
    [w.revenue, revenue === null ? "" : `${revenue.amount} ${revenue.currency} ${revenue.order_id}`.trim()],
    [w.error, error?.message ?? ""],
    [w.place, error === null || error.file === "" ? "" : `${error.file}:${error.line}:${error.column}`],
    ...Object.entries(event.props),
  ];
  return facts.filter(([, value]) => value !== "");
}
