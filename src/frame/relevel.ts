/** The levels of a category in an order that is given. */
import { Column } from "./column.js";
import { shown } from "./check-values.js";

/**
 * The column as a category with these levels, numbers by how JavaScript writes them. Throws a RangeError when a level is
 * given twice, and when a cell is none of them.
 */
export function releveled(column: Column, levels: readonly string[]): Column {
  const { name, length } = column;
  if (!isTexts(levels) || levels.length === 0) {
    throw new TypeError(`Expected levels to be an array of strings, at least one, but found ${shown(levels)}`);
  }
  const codeOf = new Map(levels.map((level, code) => [level, code]));
  const twice = levels.find((level, code) => codeOf.get(level) !== code);
  if (twice !== undefined) throw new RangeError(`Expected levels to differ but found ${JSON.stringify(twice)} twice`);
  const values = new Int32Array(length);
  for (let row = 0; row < length; row++) {
    const cell = column.at(row) as number | string | boolean | null;
    const isMissing = cell === null || Number.isNaN(cell);
    const code = isMissing ? -1 : codeOf.get(String(cell));
    if (code === undefined) {
      throw new RangeError(
        `Expected levels to hold every cell of column ${JSON.stringify(name)} but found ${JSON.stringify(cell)} in row ${row}`,
      );
    }
    values[row] = code;
  }
  return new Column(name, { kind: "category", values, levels: [...levels], length });
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((it) => typeof it === "string");
}
