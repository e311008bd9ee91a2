/** Hexadecimal digits → numbers, without slicing strings: three ids a row are most of what a row costs. Pure. */

const NO_DIGIT = 255;
const DIGITS = new Uint8Array(128).fill(NO_DIGIT);
for (let value = 0; value < 16; value++) {
  const digit = value.toString(16);
  DIGITS[digit.charCodeAt(0)] = value;
  DIGITS[digit.toUpperCase().charCodeAt(0)] = value;
}

/** The `count` (at most 8) digits of `text` from `at` as an unsigned number; −1 if one of them is none. */
export function hexNumber(text: string, at: number, count: number): number {
  let number = 0;
  let seen = 0;
  for (let index = at; index < at + count; index++) {
    // Beyond the text's end charCodeAt is NaN, beyond the table a digit is undefined: both are no digit.
    const digit = DIGITS[text.charCodeAt(index)] ?? NO_DIGIT;
    seen |= digit;
    number = (number << 4) | digit;
  }
  return seen === (seen & 15) ? number >>> 0 : -1;
}
