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
