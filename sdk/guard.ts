/** Makes a function that never throws into the page: what fails inside is lost, and the page goes on. */
export const guard =
  <A extends unknown[], R>(act: (...args: A) => R) =>
  (...args: A): R | undefined => {
    try {
      return act(...args);
    } catch {
      return undefined;
    }
  };

/** A listener of ours, for as long as the document lives. */
type Listener = (event: Event & { target: Element } & Partial<PageTransitionEvent & MouseEvent>) => unknown;

/**
 * The only way in which the tracker listens. At the window and while the event goes down: no handler of the page's
 * own can stop it first, and it hears what only the document (visibility) or an element (a form) is told.
 * @param types in words.
 */
export function listen(types: string, act: Listener): void {
  // Whoever dispatches such an event at something that is no element is answered by the guard.
  for (const type of types.split(" ")) addEventListener(type, guard(act as unknown as EventListener), true);
}
