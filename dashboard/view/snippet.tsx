import { useSignal } from "@preact/signals";
import type { Site } from "../api.ts";
import { t } from "../messages/index.ts";
import type { Dashboard } from "../model.ts";
import { Dialog } from "./dialog.tsx";

/** What a page carries. The key is made of letters, digits, dashes and one dot, so it needs no escaping. */
const snippetOf = (site: Site, origin: string): string =>
  `<script defer src="${origin}/script.js" data-site="${site.key}"></script>`;

/** Before the first event: what to do, and a line that turns into the dashboard when it has worked. */
export function Waiting({ model }: { model: Dashboard }) {
  const site = model.site.value;
  if (site === null) return null;
  return (
    <section class="card waiting">
      <h2>{t.site.snippetTitle}</h2>
      <p class="lead">{t.site.snippetLead}</p>
      <Snippet site={site} />
      <p class="waiting-line" role="status">
        <i class="dot beating" aria-hidden="true" /> {t.site.waiting(site.name)}
      </p>
      <p class="faint">{t.site.waitingHint}</p>
    </section>
  );
}

export function SnippetDialog({ model }: { model: Dashboard }) {
  const site = model.site.value;
  if (site === null) return null;
  return (
    <Dialog title={t.site.snippetTitle} size="narrow" close={() => model.openPanel(null)}>
      <p class="lead">{t.site.snippetLead}</p>
      <Snippet site={site} />
    </Dialog>
  );
}

export function Snippet({ site }: { site: Site }) {
  const isCopied = useSignal(false);
  const text = snippetOf(site, location.origin);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    isCopied.value = true;
  };
  return (
    <div class="snippet">
      <code>{text}</code>
      <button type="button" class="primary" onClick={() => void copy()}>
        {isCopied.value ? t.site.copied : t.site.copy}
      </button>
      {/* Beside the button: inside of it, it would take the button's name away. */}
      <span class="unseen" role="status">
        {isCopied.value ? t.site.copied : ""}
      </span>
    </div>
  );
}
