/**
 * The matrix product in a thread's memory, C = A·B in float64: A rows × inner, B inner × columns, C rows × columns, all
 * row-major at the given places; rows and columns are multiples of 4. Each entry is summed over `inner` in ascending order,
 * so it depends on its own row and column alone.
 */
import type { Routines } from "../wasm/routines.js";

/** Columns that the routine takes at a time, and bytes of a number. */
const GROUP = 4;
const SIZE = 8;

/** With `grouped`, B lies as `groupColumns` puts it, which is faster where a B is used many times. */
export function multiply(
  routines: Routines,
  a: number,
  b: number,
  c: number,
  rows: number,
  inner: number,
  columns: number,
  grouped = false,
): void {
  const line = SIZE * columns;
  const [groupStep, innerStep] = grouped ? [SIZE * GROUP * inner, SIZE * GROUP] : [SIZE * GROUP, line];
  const groups = columns / GROUP;
  routines.productF64(a, SIZE * inner, SIZE, b, groupStep, innerStep, c, line, rows, inner, groups, false);
}

/** B, inner × columns, row-major → target, zero before: groups of four columns one after the other, the last filled up. */
export function groupColumns(target: Float64Array, b: Float64Array, inner: number, columns: number): void {
  for (let t = 0; t < inner; t++) {
    for (let j = 0; j < columns; j++) {
      target[((j >> 2) * inner + t) * GROUP + (j & 3)] = b[t * columns + j];
    }
  }
}
