import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../messages/index.ts";
import type { Dashboard } from "../model.ts";
import { type Command, commandsOf, matching } from "../palette.ts";
import { Dialog } from "./dialog.tsx";

/** Everything that can be done, found by typing: arrows choose, Enter does. */
export function Palette({ model }: { model: Dashboard }) {
  const text = useSignal("");
  const chosen = useSignal(0);
  const list = useRef<HTMLDivElement>(null);
  const found = matching(commandsOf(model), text.value);
  const at = Math.min(chosen.value, found.length - 1);
  const run = (command: Command | undefined) => {
    if (command === undefined) return;
    model.openPanel(null);
    command.run();
  };
  const press = (event: KeyboardEvent) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (event.key === "Enter") run(found[at]);
    else if (step !== 0) chosen.value = (at + step + found.length) % Math.max(found.length, 1);
    else return;
    event.preventDefault();
  };
  useEffect(() => {
    list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }, [at, text.value]);
  return (
    <Dialog title={t.palette.title} size="narrow" close={() => model.openPanel(null)}>
      <input
        class="search"
        type="text"
        role="combobox"
        aria-expanded="true"
        aria-controls="commands"
        aria-activedescendant={found[at] === undefined ? undefined : `command-${at}`}
        aria-label={t.palette.title}
        placeholder={t.palette.hint}
        autocomplete="off"
        spellcheck={false}
        autofocus
        onKeyDown={press}
        onInput={(event) => {
          text.value = event.currentTarget.value;
          chosen.value = 0;
        }}
      />
      <div class="commands" id="commands" role="listbox" aria-label={t.palette.title} ref={list}>
        {found.length === 0 && <p class="none">{t.details.nothing}</p>}
        {found.map((command, place) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the combobox has the focus, and its keys choose and run
          <div
            key={command.id}
            id={`command-${place}`}
            role="option"
            tabIndex={-1}
            aria-selected={place === at}
            class="command"
            onPointerMove={() => {
              chosen.value = place;
            }}
            onClick={() => run(command)}
          >
            <bdi class="clip">{command.name}</bdi>
            <span class="faint">{t.palette.groups[command.group]}</span>
          </div>
        ))}
      </div>
    </Dialog>
  );
}
