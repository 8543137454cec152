/** Cells of a column to the order of rows: numbers by size, texts by the reader's alphabet, missing cells last. */

export type Cell = number | string | boolean | null;
export type Direction = "none" | "ascending" | "descending";

/** Row indices 0 to n − 1 in the wanted order; rows that are equal keep theirs. */
export function rowOrder(cells: readonly Cell[], direction: Direction): number[] {
  const rows = cells.map((_, row) => row);
  if (direction === "none") return rows;
  const sign = direction === "ascending" ? 1 : -1;
  return rows.sort((one, other) => {
    const [left, right] = [isMissing(cells[one]), isMissing(cells[other])];
    return left || right ? Number(left) - Number(right) : sign * compare(cells[one], cells[other]);
  });
}

/** What a click on a column's header changes its order to. */
export function nextDirection(direction: Direction): Direction {
  return direction === "none" ? "ascending" : direction === "ascending" ? "descending" : "none";
}

/** NaN has no place among numbers either. */
function isMissing(cell: Cell): boolean {
  return cell === null || cell === "NaN";
}

function compare(one: Cell, other: Cell): number {
  const [a, b] = [numeric(one), numeric(other)];
  if (a !== undefined && b !== undefined) return a === b ? 0 : a < b ? -1 : 1;
  return String(one).localeCompare(String(other), undefined, { numeric: true, sensitivity: "base" });
}

/** The infinities travel as texts. */
function numeric(cell: Cell): number | undefined {
  if (typeof cell === "number") return cell;
  if (typeof cell === "boolean") return Number(cell);
  return cell === "Infinity" ? Infinity : cell === "-Infinity" ? -Infinity : undefined;
}
