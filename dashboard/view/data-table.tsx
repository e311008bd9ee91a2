import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { type Cell, saveCsv } from "../csv.ts";
import { words } from "../messages/views/index.ts";
import { About } from "./about.tsx";

/** A column: what its cells show, and what they are for sorting and for the file. */
export interface Column<Row> {
  name: string;
  title: string;
  /** What the number means. */
  definition?: string;
  isNumber?: boolean;
  /** A date or a word: never broken. */
  isShort?: boolean;
  /** Left out where there is little room. */
  isMinor?: boolean;
  value(row: Row): Cell;
  /** The value itself, when this is left out. */
  cell?(row: Row): ComponentChildren;
}

interface DataTableProps<Row> {
  caption: string;
  columns: readonly Column<Row>[];
  /** In their own order, until somebody sorts. Null: not known yet. */
  rows: readonly Row[] | null;
  keyOf(row: Row): string;
  /** At the end of each row: what can be done to it. */
  actions?: (row: Row) => ComponentChildren;
  /** What to do while there is nothing. */
  empty: ComponentChildren;
  /** Of the file, when the table can be saved. */
  file?: string;
}

interface Sorting {
  column: string;
  isDescending: boolean;
}

export function DataTable<Row>(props: DataTableProps<Row>) {
  const { caption, columns, rows, keyOf, actions, empty, file } = props;
  const sorting = useSignal<Sorting | null>(null);
  if (rows === null) return <GhostTable />;
  if (rows.length === 0) return <div class="empty">{empty}</div>;
  const sorted = sortRows(rows, columns, sorting.value);
  return (
    <div class="table-frame">
      <table class="data">
        <caption class="unseen">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <Heading key={column.name} column={column} sorting={sorting} />
            ))}
            {actions && (
              <th scope="col">
                <span class="unseen">{words.t.table.actions}</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {sorted.map((row) => (
            <tr key={keyOf(row)}>
              {columns.map((column, at) => (
                <DataCell key={column.name} column={column} row={row} isFirst={at === 0} />
              ))}
              {actions && <td class="row-actions">{actions(row)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
      {file !== undefined && (
        <button type="button" class="save-csv" onClick={() => saveCsv(file, tableOf(columns, sorted))}>
          {words.t.table.csv}
        </button>
      )}
    </div>
  );
}

const classOf = <Row,>({ isNumber, isShort, isMinor }: Column<Row>): string =>
  [isNumber && "is-number", isShort && "is-short", isMinor && "is-minor"].filter(Boolean).join(" ");

function Heading<Row>({ column, sorting }: { column: Column<Row>; sorting: { value: Sorting | null } }) {
  const own = sorting.value?.column === column.name ? sorting.value : null;
  const sort = () => {
    // Numbers from the top, names from the beginning; the second press turns it round.
    const first = column.isNumber ?? false;
    sorting.value = { column: column.name, isDescending: own === null ? first : !own.isDescending };
  };
  return (
    <th
      scope="col"
      class={classOf(column)}
      aria-sort={own === null ? "none" : own.isDescending ? "descending" : "ascending"}
    >
      {column.definition !== undefined && <About what={column.title} text={column.definition} />}
      <button type="button" onClick={sort}>
        {column.title}
        <span aria-hidden="true">{own === null ? "" : own.isDescending ? " ↓" : " ↑"}</span>
      </button>
    </th>
  );
}

function DataCell<Row>({ column, row, isFirst }: { column: Column<Row>; row: Row; isFirst: boolean }) {
  const shown = column.cell === undefined ? column.value(row) : column.cell(row);
  return isFirst ? (
    <th scope="row" class={classOf(column)} dir="auto">
      {shown}
    </th>
  ) : (
    <td class={classOf(column)} dir={column.isNumber ? undefined : "auto"} data-name={column.title}>
      {shown}
    </td>
  );
}

export function sortRows<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  sorting: Sorting | null,
): readonly Row[] {
  const column = columns.find(({ name }) => name === sorting?.column);
  if (sorting === null || column === undefined) return rows;
  const direction = sorting.isDescending ? -1 : 1;
  return rows.toSorted((a, b) => compare(column.value(a), column.value(b), direction));
}

/** What is not there stands last, whichever way. */
function compare(a: Cell, b: Cell, direction: 1 | -1): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  const order = typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b));
  return order * direction;
}

const tableOf = <Row,>(columns: readonly Column<Row>[], rows: readonly Row[]): Cell[][] => [
  columns.map(({ title }) => title),
  ...rows.map((row) => columns.map(({ value }) => value(row))),
];

/** As high as five rows: what comes does not push the page far. */
const GhostTable = () => (
  <div class="table-frame ghosts" aria-hidden="true">
    {["wide", "middle", "wide", "narrow", "middle"].map((width, at) => (
      <div key={at} class="ghost-row">
        <span class={`ghost ${width}`} />
      </div>
    ))}
  </div>
);
