import { useSignal } from "@preact/signals";
import { t } from "../messages/index.ts";
import { words } from "../messages/views/index.ts";
import { Dialog } from "./dialog.tsx";
import { TextField } from "./fields.tsx";

interface ConfirmProps {
  title: string;
  /** What will be so afterwards. */
  consequence: string;
  /** What the button says: the act, not "OK". */
  act: string;
  /** To be typed first, where there is no way back. */
  retype?: string;
  run(): void;
  close(): void;
}

/** Before what cannot be undone. */
export function Confirm({ title, consequence, act, retype, run, close }: ConfirmProps) {
  const typed = useSignal("");
  const isReady = retype === undefined || typed.value.trim() === retype;
  const submit = (event: Event) => {
    event.preventDefault();
    if (!isReady) return;
    run();
    close();
  };
  return (
    <Dialog title={title} size="narrow" close={close}>
      <form class="dialog-form" onSubmit={submit}>
        <p class="lead">{consequence}</p>
        {retype !== undefined && (
          <TextField
            label={words.t.form.retype(retype)}
            value={typed.value}
            set={(value) => {
              typed.value = value;
            }}
            autofocus
          />
        )}
        <div class="dialog-acts">
          <button type="button" class="pill" onClick={close}>
            {t.cancel}
          </button>
          <button type="submit" class="primary danger" disabled={!isReady}>
            {act}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
