/** Values of the model's columns, row-major, into columns of a frame: views for numbers, codes for categories and booleans. */
import { type Cell, Column, missingBoolean } from "../frame/column.js";
import { columnFrom } from "../frame/column-from.js";
import type { CodedColumn, Constant } from "./coding.js";

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
      if (kind === "boolean") coded[i] = Number.isNaN(value) ? missingBoolean : nearestBoolean(value);
      else coded[i] = Number.isNaN(value) ? -1 : value;
    }
    return new Column(name, { kind, values: coded, levels, length: rows });
  });
}

/** A boolean under a loss of numbers is the nearer of 0 and 1. */
export function nearestBoolean(value: number): number {
  return Number(value > 0.5);
}

/**
 * A column that the model left out, its missing cells filled with the one value the training rows had; as it is when they
 * had none. It is of the constant's kind, or without any value.
 */
export function filledWithConstant(column: Column, { kind, value, level }: Constant): Column {
  if (Number.isNaN(value)) return column;
  if (column.kind === kind && level === undefined) return column.filledWith(value);
  const code = column.levels?.indexOf(level!) ?? -1;
  if (code >= 0) return column.filledWith(code);
  const filling = level ?? (kind === "boolean" ? value === 1 : value);
  return columnFrom(
    column.name,
    Array.from(column, (cell: Cell, row) => (column.isMissing(row) ? filling : (cell as unknown))),
  );
}

/** Arch1, Arch2, … */
export function numberedNames(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, i) => `${prefix}${i + 1}`);
}
