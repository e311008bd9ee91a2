/** Tables as files. What visitors and pages wrote is text, also for a spreadsheet. */
export type Cell = string | number | null;

/** A spreadsheet takes a text that begins like this for a formula, wherever the text came from. */
const FORMULA = /^[=+\-@\t\r]/;

/** RFC 4180: lines end with CRLF; null is an empty cell. */
export const csvText = (rows: readonly (readonly Cell[])[]): string =>
  rows.map((row) => `${row.map(cellText).join(",")}\r\n`).join("");

function cellText(cell: Cell): string {
  if (cell === null) return "";
  if (typeof cell === "number") return String(cell);
  const text = FORMULA.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A name that every file system takes, of what the table is about. */
export const fileName = (...parts: string[]): string =>
  `${parts
    .join("-")
    .toLowerCase()
    .replace(/[^\p{Letter}\p{Number}]+/gu, "-")
    .replace(/^-|-$/g, "")}.csv`;

/** A byte order mark says that it is UTF-8: spreadsheets guess otherwise. */
export const saveCsv = (name: string, rows: readonly (readonly Cell[])[]): void =>
  saveBlob(name, new Blob([`\ufeff${csvText(rows)}`], { type: "text/csv" }));

/** Hands the browser a file to save. */
export function saveBlob(name: string, blob: Blob): void {
  const address = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
