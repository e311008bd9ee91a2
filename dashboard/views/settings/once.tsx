import type { ComponentChildren } from "preact";
import { words } from "../../messages/views/index.ts";
import { CopyText } from "../../view/copy.tsx";
import { Dialog } from "../../view/dialog.tsx";

interface OnceProps {
  title: string;
  /** Why it must be copied now. */
  lead: string;
  text: string;
  close(): void;
  children?: ComponentChildren;
}

/** What is shown this once. */
export function Once({ title, lead, text, close, children }: OnceProps) {
  return (
    <Dialog title={title} size="narrow" close={close}>
      <p class="lead">{lead}</p>
      <CopyText label={title} text={text} />
      {children}
      <div class="dialog-acts">
        <button type="button" class="pill" onClick={close}>
          {words.t.settings.tokens.done}
        </button>
      </div>
    </Dialog>
  );
}
