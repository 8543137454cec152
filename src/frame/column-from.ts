/** Arrays of any kind into columns: typed arrays as views, plain arrays by the type of their cells. */
import { sortedLevels } from "../data/sorted-levels.js";
import { type Cell, Column, missingBoolean } from "./column.js";

/** What a column can be made from. Typed arrays are not copied; do not write to them afterwards. */
export type ColumnSource = Column | ArrayLike<Cell>;

/**
 * A column from an array: Uint8Array, Float32Array and Float64Array are used as they are and other typed arrays become
 * Float64; a plain array holds numbers, booleans or strings, and null, undefined (and NaN among numbers) for missing.
 * Strings become a category with its levels sorted (see `sortedLevels`). Throws a TypeError when kinds are mixed.
 */
export function columnFrom(name: string, source: ColumnSource): Column {
  if (source instanceof Column) return source.name === name ? source : source.renamed(name);
  switch (tagOf(source)) {
    case "Uint8Array":
    case "Float32Array":
    case "Float64Array":
      return new Column(name, { kind: "number", values: source as Float64Array, length: source.length });
    case "BigInt64Array":
    case "BigUint64Array":
      throw new TypeError(
        `Expected column "${name}" to be made of numbers but found bigints; convert them with Number()`,
      );
  }
  if (ArrayBuffer.isView(source)) {
    const values = Float64Array.from(source as unknown as ArrayLike<number>);
    return new Column(name, { kind: "number", values, length: values.length });
  }
  if (!Array.isArray(source)) {
    throw new TypeError(`Expected column "${name}" to be an array but found ${tagOf(source)}`);
  }
  return fromPlainArray(name, source);
}

function fromPlainArray(name: string, cells: readonly unknown[]): Column {
  const length = cells.length;
  const type = commonType(name, cells);
  switch (type) {
    case "string":
      return categoryFrom(name, cells as readonly (string | null | undefined)[]);
    case "boolean": {
      const values = Uint8Array.from(cells, (cell) => (isNothing(cell) ? missingBoolean : Number(cell)));
      return new Column(name, { kind: "boolean", values, length });
    }
    default: {
      const values = Float64Array.from(cells, (cell) => (isNothing(cell) ? NaN : (cell as number)));
      return new Column(name, { kind: "number", values, length });
    }
  }
}

/** A category from strings, null or undefined when missing; levels in the order of `sortedLevels`. */
export function categoryFrom(name: string, cells: readonly (string | null | undefined)[]): Column {
  const levels = sortedLevels(new Set(cells.filter((cell): cell is string => !isNothing(cell))));
  const codeOf = new Map(levels.map((level, code) => [level, code]));
  const values = Int32Array.from(cells, (cell) => (isNothing(cell) ? -1 : codeOf.get(cell)!));
  return new Column(name, { kind: "category", values, levels, length: cells.length });
}

/** The one type of all cells that are there; "number" when none is. */
function commonType(name: string, cells: readonly unknown[]): "number" | "boolean" | "string" {
  let type: string | undefined;
  for (let row = 0; row < cells.length; row++) {
    const cell = cells[row];
    if (isNothing(cell)) continue;
    const found = typeof cell;
    if (found !== "number" && found !== "boolean" && found !== "string") {
      const shown = tagOf(cell);
      throw new TypeError(
        `Expected column "${name}" to hold numbers, booleans or strings but found ${shown} in row ${row}`,
      );
    }
    if (type !== undefined && found !== type) {
      throw new TypeError(`Expected column "${name}" to be of one type, ${type}, but found ${found} in row ${row}`);
    }
    type = found;
  }
  return (type ?? "number") as "number";
}

function isNothing(cell: unknown): cell is null | undefined {
  return cell === null || cell === undefined;
}

/** "Float64Array", "Date", ...: unlike instanceof, the same for values from another realm, such as a notebook's cell. */
function tagOf(value: unknown): string {
  return Object.prototype.toString.call(value).slice(8, -1);
}
