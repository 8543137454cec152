/** Which cell of a matrix is the first not to be as it should. */
import type { Matrix } from "../matrix/matrix.js";
import { eachRow } from "../workers/breathe.js";

/**
 * The first wrong cell of the first column that has one; `wrong`: one test a column, or none. Goes through memory in order,
 * and lets an interrupt through.
 */
export async function findCell(
  { data, rows, rowStride, offset }: Matrix,
  wrong: readonly (((cell: number) => boolean) | undefined)[],
  signal: AbortSignal | undefined,
): Promise<{ row: number; column: number; cell: number } | undefined> {
  const places = Uint32Array.from(wrong.flatMap((test, j) => (test === undefined ? [] : [j])));
  const tests = wrong.filter((test) => test !== undefined);
  let found: { row: number; column: number; cell: number } | undefined;
  // Of later columns nobody asks once an earlier one has a wrong cell.
  let asked = tests.length;
  await eachRow(rows, signal, (row) => {
    const from = offset + row * rowStride;
    for (let t = 0; t < asked; t++) {
      const cell = data[from + places[t]];
      if (!tests[t](cell)) continue;
      found = { row, column: places[t], cell };
      asked = t;
    }
  });
  return found;
}

/** The first row whose cell in one column is as asked; −1 for none. */
export function findRow(
  { data, rows, rowStride, offset }: Matrix,
  column: number,
  holds: (cell: number) => boolean,
): number {
  for (let i = 0; i < rows; i++) if (holds(data[offset + i * rowStride + column])) return i;
  return -1;
}
