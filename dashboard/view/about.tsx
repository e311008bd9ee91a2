import { useId } from "preact/hooks";
import { words } from "../messages/views/index.ts";

/** A question mark that opens what a number means; the browser keeps it above everything and closes it. */
export function About({ what, text }: { what: string; text: string }) {
  const id = useId();
  return (
    <>
      <button type="button" class="what about" popovertarget={id} aria-label={words.t.table.about(what)}>
        ?
      </button>
      <span id={id} popover="auto" class="card about-text">
        <b>{what}</b> {text}
      </span>
    </>
  );
}
