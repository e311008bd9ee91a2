/** Values for `{name:Type}` places as ClickHouse's HTTP interface reads them: the escaped text of TabSeparated. */

/** A quoted string inside an array or a tuple. */
const quoted = (text: string) => `'${text.replace(/[\\']/g, "\\$&")}'`;
/** The whole value passes one more layer, which knows backslashes, tabs and line breaks. */
const escaped = (text: string) =>
  text.replace(/[\\\t\n\r\0]/g, (character) => ESCAPES[character] ?? character);
const ESCAPES: Record<string, string> = { "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\0": "\\0" };

/** `String` */
export const string = (text: string) => escaped(text);
/** `Array(String)`, `Array(Date)` and `Array(UUID)` */
export const strings = (texts: Iterable<string>) => escaped(`[${[...texts].map(quoted).join(",")}]`);
/** `Array(UInt64)` from hexadecimal ids */
export const ids = (hexadecimals: Iterable<string>) => `[${[...hexadecimals].map(decimal).join(",")}]`;
/** `Array(Tuple(String, UInt64))` from pairs of a text and a hexadecimal id */
export const textIdPairs = (pairs: Iterable<readonly [string, string]>) =>
  escaped(`[${[...pairs].map(([text, id]) => `(${quoted(text)},${decimal(id)})`).join(",")}]`);

const decimal = (hexadecimal: string) => BigInt(`0x${hexadecimal}`).toString();
