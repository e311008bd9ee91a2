import type { Signal } from "@preact/signals";
import type { Kept } from "../kept.ts";
import { Confirm } from "./confirm.tsx";

interface RemovalProps<Thing extends { id: string }> {
  /** What is to go; null: nothing is asked. */
  removing: Signal<Thing | null>;
  from: Kept<Thing>;
  title(thing: Thing): string;
  /** What will be so afterwards. */
  consequence(thing: Thing): string;
  /** What the button says. */
  act: string;
}

/** Asks before something that the API keeps is taken away. */
export function Removal<Thing extends { id: string }>({
  removing,
  from,
  title,
  consequence,
  act,
}: RemovalProps<Thing>) {
  const thing = removing.value;
  if (thing === null) return null;
  return (
    <Confirm
      title={title(thing)}
      consequence={consequence(thing)}
      act={act}
      run={() => void from.remove(thing.id)}
      close={() => {
        removing.value = null;
      }}
    />
  );
}
