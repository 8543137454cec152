/** A frame into the payload of its table: what a notebook shows of it. */
import type { MimeBundle } from "../display/host.js";
import type { TablePayload } from "../display/payload.js";
import { tableBundle } from "../display/table.js";
import type { Cell, Column } from "./column.js";
import type { FrameOptions } from "./frame.js";

/** A frame of at most this many rows is shown whole; of a longer one only its first rows. */
const wholeRows = 60;
const firstRows = 10;
/** Of a wide frame, its first and its last columns. */
const firstColumns = 10;
const lastColumns = 2;

/** The bundle of a frame: the payload and its static fallbacks. */
export function frameBundle(
  columns: readonly Column[],
  rowCount: number,
  { note, rowNames }: FrameOptions,
): MimeBundle {
  const rows = rowCount <= wholeRows ? rowCount : firstRows;
  const wide = columns.length > firstColumns + lastColumns;
  const shown = wide ? [...columns.slice(0, firstColumns), ...columns.slice(-lastColumns)] : columns;
  const payload: TablePayload = {
    title: "",
    rowCount,
    columnCount: columns.length,
    columns: shown.map(({ name, kind }) => ({ name, kind })),
    ...(wide ? { gapAfter: firstColumns } : {}),
    cells: shown.map((column) => Array.from({ length: rows }, (_, row) => shownCell(column.at(row)))),
    rowNames: Array.from({ length: rows }, (_, row) => rowNames?.[row] ?? row),
    ...(note === undefined ? {} : { note }),
  };
  return tableBundle(payload);
}

/** JSON has no NaN and no infinities: the first is a missing cell, the others are text. */
function shownCell(cell: Cell): number | string | boolean | null {
  if (typeof cell !== "number" || Number.isFinite(cell)) return cell as string | boolean | null;
  return Number.isNaN(cell) ? null : String(cell);
}
