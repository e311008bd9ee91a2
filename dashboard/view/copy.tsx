import { useSignal } from "@preact/signals";
import { t } from "../messages/index.ts";

/** Text to take along, in a font where `l` and `1` differ, with a button that copies it. */
export function CopyText({ text, label }: { text: string; label: string }) {
  const copied = useSignal<string | null>(null);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    copied.value = text;
  };
  return (
    <section class="copy-text" aria-label={label}>
      <pre>
        <code>{text}</code>
      </pre>
      <button type="button" class="primary" onClick={() => void copy()}>
        {copied.value === text ? t.site.copied : t.site.copy}
      </button>
      {/* Beside the button: inside of it, it would take the button's name away. */}
      <span class="unseen" role="status">
        {copied.value === text ? t.site.copied : ""}
      </span>
    </section>
  );
}
