import { useSignal } from "@preact/signals";
import type { ComponentType } from "preact";
import { useEffect } from "preact/hooks";

interface UnhurriedProps<Props> {
  Part: ComponentType<Props>;
  /** Null: there is nothing to draw yet. */
  props: Props | null;
}

/** However busy the page is, nobody waits longer for what cannot be seen. */
const PATIENCE_MS = 1_000;
/** Where a browser (Safari) does not say when it has nothing to do. */
const PAUSE_MS = 200;

/** Draws what only assistive technology reads when the page has nothing better to do; until then it says what it said. */
export function Unhurried<Props extends object>({ Part, props }: UnhurriedProps<Props>) {
  const drawn = useSignal<Props | null>(null);
  useEffect(
    () => {
      const draw = () => {
        drawn.value = props;
      };
      return whenIdle(draw);
    },
    Object.values(props ?? {}),
  );
  return props === null || drawn.value === null ? null : <Part {...drawn.value} />;
}

function whenIdle(act: () => void): () => void {
  if (!("requestIdleCallback" in globalThis)) {
    const timer = setTimeout(act, PAUSE_MS);
    return () => clearTimeout(timer);
  }
  const waiting = requestIdleCallback(act, { timeout: PATIENCE_MS });
  return () => cancelIdleCallback(waiting);
}
