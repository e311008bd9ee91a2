/**
 * `*` stands for any text, also none. Matching takes the leftmost place for each piece between two stars, which is
 * always right and never goes back: no pattern makes it slow, as a regular expression could.
 */
export function globOf(pattern: string): (text: string) => boolean {
  const [head = "", ...others] = pattern.split("*");
  const tail = others.pop();
  if (tail === undefined) return (text) => text === head;
  const middle = others.filter((piece) => piece !== "");
  return (text) => {
    if (text.length < head.length + tail.length || !text.startsWith(head) || !text.endsWith(tail))
      return false;
    let at = head.length;
    for (const piece of middle) {
      const found = text.indexOf(piece, at);
      if (found < 0) return false;
      at = found + piece.length;
    }
    return at <= text.length - tail.length;
  };
}
