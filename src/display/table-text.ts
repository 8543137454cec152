/** The words of a table: its size and its cells; for the static form here and for the extension's view. */
import { formatColumn, formatCountOf } from "./format.js";
import type { TablePayload } from "./payload.js";

/** "60,000 rows × 785 columns · 6 rows and 10 columns shown". */
export function sizeLine({ rowCount, columnCount, rowNames, columns }: TablePayload): string {
  const size = `${formatCountOf(rowCount, "row")} × ${formatCountOf(columnCount, "column")}`;
  const shown: string[] = [];
  if (rowNames.length < rowCount) shown.push(formatCountOf(rowNames.length, "row"));
  if (columns.length < columnCount) shown.push(formatCountOf(columns.length, "column"));
  return shown.length === 0 ? size : `${size} · ${shown.join(" and ")} shown`;
}

/** One text per cell; numbers of a column share their decimals, null is a missing cell. */
export function cellTexts(
  kind: TablePayload["columns"][number]["kind"],
  cells: TablePayload["cells"][number],
): (string | null)[] {
  if (kind !== "number") return cells.map((cell) => (cell === null ? null : String(cell)));
  const texts = formatColumn(cells.map((cell) => (typeof cell === "number" ? cell : Number.NaN)));
  return cells.map((cell, row) => (cell === null ? null : typeof cell === "number" ? texts[row] : String(cell)));
}
