import { useSignal } from "@preact/signals";
import { t } from "../messages/index.ts";
import type { Dashboard } from "../model.ts";
import { problemText } from "./problem-bar.tsx";

const HOST = /^(?:https?:\/\/)?([^/\s]+)/;

/** What there is to do while there is no site. */
export function CreateSite({ model }: { model: Dashboard }) {
  const domain = useSignal("");
  const zone = useSignal(Intl.DateTimeFormat().resolvedOptions().timeZone);
  const problem = model.session.problem.value;
  const submit = (event: Event) => {
    event.preventDefault();
    const host = HOST.exec(domain.value.trim())?.[1];
    if (host !== undefined) void model.createSite({ name: host, domains: [host], timezone: zone.value });
  };
  return (
    <main class="door">
      <form class="card door-card" onSubmit={submit}>
        <span class="mark" aria-hidden="true">
          F
        </span>
        <h1>{t.site.createTitle}</h1>
        <p class="lead">{t.site.createLead}</p>
        <label class="field">
          <span>{t.site.domain}</span>
          <input
            type="text"
            inputMode="url"
            autocapitalize="off"
            spellcheck={false}
            required
            placeholder="example.com"
            value={domain}
            onInput={(event) => {
              domain.value = event.currentTarget.value;
            }}
          />
          <small>{t.site.domainHint}</small>
        </label>
        <label class="field">
          <span>{t.site.timezone}</span>
          <select
            value={zone}
            onChange={(event) => {
              zone.value = event.currentTarget.value;
            }}
          >
            {zones(zone.value).map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
        <p class="door-problem" role="alert">
          {problem === null ? "" : problemText(problem)}
        </p>
        <button type="submit" class="primary">
          {t.site.create}
        </button>
      </form>
    </main>
  );
}

/** UTC is a zone that sites use, but browsers do not list it. */
const zones = (own: string): string[] =>
  [...new Set(["UTC", own, ...Intl.supportedValuesOf("timeZone")])].sort();
