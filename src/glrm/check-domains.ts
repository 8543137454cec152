/** Cells that a model cannot take: none at all in a column, infinite ones, and those outside the domain of a loss. */
import type { ColumnStatistics } from "../matrix/columns.js";
import type { Matrix } from "../matrix/matrix.js";
import type { CodedColumn } from "./coding.js";
import { findCell, findRow } from "./find-cell.js";
import type { Loss } from "./losses.js";

/** Throws for a column without any value, and for an infinite cell. */
export function checkCells(matrix: Matrix, { observed, smallest, largest }: ColumnStatistics): void {
  for (let j = 0; j < matrix.columns; j++) {
    const name = matrix.names[j];
    if (observed[j] === 0) {
      throw new RangeError(`Expected column "${name}" to hold a value but all its cells are missing`);
    }
    if (smallest[j] !== -Infinity && largest[j] !== Infinity) continue;
    const value = smallest[j] === -Infinity ? -Infinity : Infinity;
    const row = findRow(matrix, j, (cell) => cell === value);
    throw new RangeError(
      `Expected every cell to be a finite number or missing but found ${value} in row ${row} of "${name}"`,
    );
  }
}

/** Throws for a cell that the loss of its column does not take; cells are checked as the loss sees them. */
export async function checkDomains(
  matrix: Matrix,
  columns: readonly CodedColumn[],
  signal: AbortSignal | undefined,
): Promise<void> {
  const refused = columns.map(({ loss, shift, scale }) => {
    if (!("accepts" in loss) || loss.accepts === undefined) return undefined;
    const accepts = loss.accepts.bind(loss);
    return (cell: number): boolean => !Number.isNaN(cell) && !accepts((cell - shift) * scale);
  });
  const found = await findCell(matrix, refused, signal);
  if (found === undefined) return;
  const { name, loss, shift, scale } = columns[found.column];
  const after = shift === 0 && scale === 1 ? "" : " after the transform";
  throw new RangeError(
    `Expected the cells of "${name}" to be ${(loss as Loss).domain ?? "what its loss accepts"} with loss "${loss.name}" ` +
      `but found ${(found.cell - shift) * scale} in row ${found.row}${after}`,
  );
}
