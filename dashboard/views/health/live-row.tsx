import type { LiveEvent } from "../../../schema/live.ts";
import { t } from "../../messages/index.ts";
import { words as shared } from "../../messages/views/index.ts";
import { formatMoment } from "../../moments.ts";
import { nameValue } from "../../places.ts";
import { explain } from "./explain.ts";
import { words } from "./words.ts";

interface LiveRowProps {
  event: LiveEvent;
  zone: string;
  ruleName(id: string): string;
}

/** One line an event; of what is not in the report why, and under it what else is known. */
export function LiveRow({ event, zone, ruleName }: LiveRowProps) {
  const { outcome, name = "", hostname = "", path = "", country = "" } = event;
  const place = nameValue("visit:country", country, t.locale, "");
  return (
    <details class={`live-row ${outcome}`}>
      <summary>
        <time dateTime={event.received_at}>{formatMoment(event.received_at, zone, "second")}</time>
        <span class="live-name">
          <b dir="auto">{name || words.t.live.nameless}</b>
          <span class="live-outcome">{words.t.outcomes.names[outcome]}</span>
        </span>
        <span class="clip" dir="auto">
          {hostname + path}
        </span>
        <span class="faint event-who">
          {place.badge !== null && <span class="badge">{place.badge}</span>}
          {[event.browser, event.os].filter(Boolean).join(" · ")}
        </span>
        {outcome !== "accepted" && <Why event={event} ruleName={ruleName} />}
      </summary>
      <dl class="facts">
        {factsOf(event, ruleName).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd dir="auto">{value}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

/** The reason in a sentence; of a refused event where in the request, and the collector's own words. */
function Why({ event, ruleName }: Pick<LiveRowProps, "event" | "ruleName">) {
  const { reason, rule } = event;
  return (
    <span class="live-why">
      {explain(reason).says} <Where event={event} /> {rule !== undefined && <bdi>{ruleName(rule)}</bdi>}
    </span>
  );
}

/** `events[2].revenue.currency must be three capital letters`. */
export const Where = ({ event: { at, message } }: { event: LiveEvent }) => (
  <bdi>
    {at !== undefined && <code>{at}</code>} {message}
  </bdi>
);

function factsOf(event: LiveEvent, ruleName: (id: string) => string): [string, string][] {
  const w = words.t.live.facts;
  const { facts } = shared.t.events;
  const tags = (event.rules ?? []).map(ruleName).join(", ");
  const known: [string, string | undefined][] = [
    [words.t.outcomes.reason, event.reason],
    [words.t.rule, event.rule && ruleName(event.rule)],
    [t.dimensions["visit:referrer"], event.referrer],
    [t.dimensions["visit:source"], event.source],
    [t.dimensions["visit:channel"], event.channel],
    [t.dimensions["visit:device"], event.device],
    [facts.traffic, [event.traffic, ...(event.traffic_reasons ?? [])].filter(Boolean).join(" · ")],
    [w.tags, tags],
    [w.consent, event.consent],
    [w.origin, event.origin],
    [w.sdk, event.sdk],
    [w.happened, event.timestamp],
    [w.props, event.props?.join(", ")],
    [w.id, event.id],
  ];
  return known.flatMap(([name, value]): [string, string][] => (value ? [[name, value]] : []));
}
