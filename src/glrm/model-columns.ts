/** Values of the model's columns, row-major, into columns of a frame: views for numbers, codes for categories and booleans. */
import { Column } from "../frame/column.js";
import type { CodedColumn } from "./coding.js";

export function columnsOf(
  values: Float32Array | Float64Array,
  rows: number,
  columns: readonly CodedColumn[],
  names: readonly string[],
): Column[] {
  const stride = columns.length;
  return columns.map(({ kind, levels }, offset) => {
    const name = names[offset];
    if (kind === "number") return new Column(name, { kind, values, length: rows, offset, stride });
    const coded = kind === "boolean" ? new Uint8Array(rows) : new Int32Array(rows);
    for (let i = 0; i < rows; i++) {
      const value = values[i * stride + offset];
      // The two ways a missing cell is stored; a boolean under a loss of numbers is rounded to the nearer of 0 and 1.
      coded[i] = Number.isNaN(value)
        ? kind === "boolean"
          ? 255
          : -1
        : kind === "boolean"
          ? Number(value > 0.5)
          : value;
    }
    return new Column(name, { kind, values: coded, levels, length: rows });
  });
}

/** Arch1, Arch2, … */
export function numberedNames(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, i) => `${prefix}${i + 1}`);
}
