import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { words } from "../../messages/views/index.ts";
import type { Dashboard } from "../../model.ts";
import { formatAge } from "../../times.ts";
import { CopyText } from "../../view/copy.tsx";
import { CheckField, ChoiceField, TextField } from "../../view/fields.tsx";
import { Section } from "./section.tsx";
import {
  type Pinned,
  PLAIN,
  packageText,
  pixelText,
  type SnippetOptions,
  type Subject,
  tagText,
} from "./snippet.ts";
import type { SettingsPageProps } from "./view.tsx";

const KINDS = ["tag", "pinned", "package", "pixel"] as const;
type Kind = (typeof KINDS)[number];
const CONSENTS = ["cookieless", "full", "denied"] as const;
const PAGE_MODES = ["auto", "hash", "canonical", "manual"] as const;

/** The tag of this site, written while one chooses. */
export function SnippetPage({ model, settings }: SettingsPageProps) {
  const { sites } = settings;
  useEffect(() => void sites.load(), [sites]);
  const options = useSignal<SnippetOptions>(PLAIN);
  const kind = useSignal<Kind>("tag");
  const pinned = usePinned(model);
  const shown = model.site.value;
  if (shown === null) return null;
  const full = sites.things.value?.find(({ id }) => id === shown.id);
  const subject: Subject = {
    key: shown.key,
    sessionMinutes: full?.session_minutes ?? 30,
    origin: location.origin,
  };
  const texts: Record<Kind, string> = {
    tag: tagText(options.value, subject),
    pinned: tagText(options.value, subject, pinned),
    package: packageText(options.value, subject),
    pixel: pixelText(subject, `https://${shown.domains[0] ?? "example.com"}/`),
  };
  const w = words.t.settings.snippet;
  return (
    <>
      <Section title={words.t.settings.pages.snippet} lead={w.lead}>
        <KindTabs kind={kind} />
        <CopyText label={w.kinds[kind.value]} text={texts[kind.value]} />
        {kind.value === "pinned" && <p class="faint">{w.pinnedHint}</p>}
        {kind.value === "pixel" && <p class="faint">{w.pixelHint}</p>}
        <Arriving model={model} />
      </Section>
      {kind.value !== "pixel" && <Options options={options} />}
    </>
  );
}

function KindTabs({ kind }: { kind: { value: Kind } }) {
  return (
    <fieldset class="choice kinds">
      <legend class="unseen">{words.t.settings.pages.snippet}</legend>
      {KINDS.map((one) => (
        <label key={one}>
          <input
            type="radio"
            name="kind"
            checked={kind.value === one}
            onChange={() => {
              kind.value = one;
            }}
          />
          <span class="choice-label">{words.t.settings.snippet.kinds[one]}</span>
        </label>
      ))}
    </fieldset>
  );
}

/** Whether the site's events arrive: the page asks for the newest every two seconds. */
function Arriving({ model }: { model: Dashboard }) {
  const freshness = model.freshness.value;
  const w = words.t.settings.snippet;
  if (freshness === undefined) return <p class="arriving">{"\u00a0"}</p>;
  return (
    <p class="arriving" role="status">
      <i class={freshness === null ? "dot beating" : "dot live"} aria-hidden="true" />{" "}
      {freshness === null ? w.waiting : w.live(formatAge(Date.now() - Date.parse(freshness)))}
    </p>
  );
}

function Options({ options }: { options: { value: SnippetOptions } }) {
  const w = words.t.settings.snippet;
  const set = (change: Partial<SnippetOptions>) => {
    options.value = { ...options.value, ...change };
  };
  const { consent, pages, ignore, files, host, vitals, errors, local, debug } = options.value;
  return (
    <Section title={w.options}>
      <div class="field-grid">
        <ChoiceField
          label={w.consent}
          value={consent}
          set={(value) => set({ consent: value })}
          options={CONSENTS.map((word) => [word, w.consents[word]] as const)}
        />
        <ChoiceField
          label={w.pages}
          value={pages}
          set={(value) => set({ pages: value })}
          options={PAGE_MODES.map((word) => [word, w.pageModes[word]] as const)}
        />
        <CheckField label={w.vitals} value={vitals} set={(value) => set({ vitals: value })} />
        <CheckField label={w.errors} value={errors} set={(value) => set({ errors: value })} />
        <CheckField label={w.local} value={local} set={(value) => set({ local: value })} />
        <CheckField label={w.debug} value={debug} set={(value) => set({ debug: value })} />
        <TextField
          label={w.ignore}
          value={ignore}
          set={(value) => set({ ignore: value })}
          hint={w.ignoreHint}
        />
        <TextField label={w.files} value={files} set={(value) => set({ files: value })} hint={w.filesHint} />
        <TextField
          type="url"
          label={w.host}
          value={host}
          set={(value) => set({ host: value })}
          hint={w.hostHint}
        />
      </div>
    </Section>
  );
}

/** The present script's hash; null until it is known. */
function usePinned(model: Dashboard): Pinned | null {
  const pinned = useSignal<Pinned | null>(null);
  useEffect(() => {
    void model.api.call<Pinned>("GET", "/script/integrity.json").then((outcome) => {
      if (outcome.ok) pinned.value = outcome.value;
    });
  }, [model]);
  return pinned.value;
}
