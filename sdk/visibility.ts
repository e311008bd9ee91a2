/** The only listener of visibility and focus. */
export interface VisibilityListener {
  /** Attended: visible and focused. */
  onAttention(isAttended: boolean): void;
  /** The page was hidden, and a phone may end it without another word. */
  onHidden(): void;
  /** The page ends, or goes into the back-forward cache. */
  onLeave(): void;
}

export const isAttended = () => document.visibilityState === "visible" && document.hasFocus();

export function watchVisibility({ onAttention, onHidden, onLeave }: VisibilityListener): void {
  const attention = () => onAttention(isAttended());
  addEventListener("focus", attention);
  addEventListener("blur", attention);
  document.addEventListener("visibilitychange", () => {
    attention();
    if (document.visibilityState === "hidden") onHidden();
  });
  // `unload` and `beforeunload` would keep the page out of the back-forward cache.
  addEventListener("pagehide", onLeave);
}
