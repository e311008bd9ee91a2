import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../messages/index.ts";

interface DialogProps {
  title: string;
  size: "narrow" | "wide";
  close(): void;
  children: ComponentChildren;
}

/** A modal dialog: mounted is open. The platform keeps the focus inside and closes it on Escape. */
export function Dialog({ title, size, close, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    // Not closed but removed: `close` would be told to whatever is open by then.
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      class={`card ${size}`}
      aria-label={title}
      onClose={close}
      onPointerDown={(event) => {
        // The backdrop belongs to the dialog's own element; everything else is inside.
        if (event.target === dialog.current) close();
      }}
    >
      <div class="dialog-body">
        <header class="dialog-head">
          <h2>{title}</h2>
          <button type="button" class="close" aria-label={t.close} onClick={close}>
            ×
          </button>
        </header>
        {children}
      </div>
    </dialog>
  );
}
