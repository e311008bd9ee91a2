/** Values for `{name:Type}` places as ClickHouse's HTTP interface reads them. Pure. */

/** `String`: the escaped text of TabSeparated. */
export const string = (text: string) =>
  text.replace(/[\\\t\n\r\0]/g, (character) => ESCAPES[character] ?? character);
const ESCAPES: Record<string, string> = { "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\0": "\\0" };

/** `Array(String)`, `Array(Date)` and `Array(UUID)` */
export const strings = (texts: Iterable<string>) => `[${[...texts].map(quoted).join(",")}]`;
/** `Array(UInt64)` from hexadecimal ids */
export const ids = (hexadecimals: Iterable<string>) => `[${[...hexadecimals].map(decimal).join(",")}]`;
/** `Array(Tuple(String, UInt64))` from pairs of a text and a hexadecimal id */
export const textIdPairs = (pairs: Iterable<readonly [string, string]>) =>
  `[${[...pairs].map(([text, id]) => `(${quoted(text)},${decimal(id)})`).join(",")}]`;

/** Inside an array there is one layer only, that of a quoted literal. */
const quoted = (text: string) => `'${text.replace(/[\\']/g, "\\$&")}'`;
const decimal = (hexadecimal: string) => BigInt(`0x${hexadecimal}`).toString();
