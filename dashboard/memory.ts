/** What this browser remembers of its viewer. In a frame of another page it may be forbidden: then nothing is. */
export function recall(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

export function remember(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Forbidden, or full: it holds until the page is left.
  }
}
