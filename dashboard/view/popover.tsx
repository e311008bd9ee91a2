import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Dashboard, Panel } from "../model.ts";

interface PopoverProps {
  model: Dashboard;
  name: Panel;
  label: string;
  /** What the button holds, and what it is called where that is not enough. */
  button: ComponentChildren;
  buttonClass: string;
  side: "start" | "end";
  children: ComponentChildren;
}

/** A button and the panel under it; opens by model, so that keys can open it too. */
export function Popover({ model, name, label, button, buttonClass, side, children }: PopoverProps) {
  const frame = useRef<HTMLDivElement>(null);
  const isOpen = model.panel.value === name;
  useEffect(() => (isOpen ? holdFocus(frame.current, () => model.openPanel(null)) : undefined), [isOpen]);
  return (
    <div class="popover" ref={frame}>
      <button
        type="button"
        class={buttonClass}
        aria-expanded={isOpen}
        aria-haspopup="dialog"
        onClick={() => model.openPanel(isOpen ? null : name)}
      >
        {button}
      </button>
      {isOpen && (
        <div class={`card panel-under ${side}`} role="dialog" aria-label={label}>
          {children}
        </div>
      )}
    </div>
  );
}

/** Moves focus into the panel, closes it when attention goes elsewhere, and gives the focus back. */
function holdFocus(frame: HTMLElement | null, close: () => void): () => void {
  if (frame === null) return () => {};
  const button = frame.querySelector("button");
  const panel = frame.querySelector<HTMLElement>(".panel-under");
  const current = panel?.querySelector<HTMLElement>("[aria-current]");
  (current ?? panel?.querySelector<HTMLElement>("button, a"))?.focus({ preventScroll: true });
  const leave = (event: Event) => {
    if (event.target instanceof Node && !frame.contains(event.target)) close();
  };
  document.addEventListener("pointerdown", leave);
  document.addEventListener("focusin", leave);
  return () => {
    document.removeEventListener("pointerdown", leave);
    document.removeEventListener("focusin", leave);
    if (document.activeElement === document.body || panel?.contains(document.activeElement)) button?.focus();
  };
}
