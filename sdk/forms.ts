/** Forms that are begun, sent, or left. Which form it was, and never what was written: no code here reads a field. */
import { attribute, emitFor, isPrivate } from "./clicks.ts";
import { bareUrl } from "./text.ts";

/** Begun on this page, and not sent yet. */
const begun = new Set<Element>();

function emitForm(form: Element, name: string, isQuiet?: boolean): void {
  const action = bareUrl(attribute(form, "action"));
  emitFor(
    form,
    name,
    { form: { id: attribute(form, "id"), name: attribute(form, "name"), action } },
    isQuiet,
  );
}

export function onInput({ target }: { target: Element }): void {
  const form = target.closest("form");
  if (!form || begun.has(form) || isPrivate(target)) return;
  begun.add(form);
  emitForm(form, "form_start", true);
}

export function onSubmit({ target }: { target: Element }): void {
  begun.delete(target);
  if (!isPrivate(target)) emitForm(target, "form_submit");
}

/** The page ends, or another one comes: whatever was begun is not going to be sent. */
export function abandonForms(): void {
  for (const form of begun) emitForm(form, "form_abandon", true);
  begun.clear();
}
