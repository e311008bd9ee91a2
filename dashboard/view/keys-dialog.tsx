import { KEYS } from "../keys.ts";
import { t } from "../messages/index.ts";
import type { Dashboard } from "../model.ts";
import { Dialog } from "./dialog.tsx";

export function KeysDialog({ model }: { model: Dashboard }) {
  const rows = [
    ...KEYS,
    { keys: ["⌘K", "Ctrl K"], says: () => t.keys.palette },
    { keys: ["Esc"], says: () => t.keys.escape },
  ];
  return (
    <Dialog title={t.keys.title} size="wide" close={() => model.openPanel(null)}>
      <dl class="keys">
        {rows.map(({ keys, says }) => (
          <div key={keys[0]}>
            <dt>
              {keys.length > 1 ? (
                <>
                  <kbd>{keys[0]}</kbd> … <kbd>{keys.at(-1)}</kbd>
                </>
              ) : (
                <kbd>{keys[0]}</kbd>
              )}
            </dt>
            <dd>{says()}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
