/**
 * The column to predict, as the trees take it: class numbers, or values; on shared memory.
 */
import type { Cell, Column } from "../frame/column.js";
import type { Frame } from "../frame/frame.js";

export type Target = ClassTarget | ValueTarget;

export interface ClassTarget {
  task: "classification";
  name: string;
  /** The classes' names, in order; `cells` are the same as they stand in the column. */
  classes: string[];
  cells: Cell[];
  /** rows: the number of each row's class. */
  labels: Uint16Array;
}

export interface ValueTarget {
  task: "regression";
  name: string;
  values: Float64Array;
}

export type ForestTask = Target["task"];

const MOST_CLASSES = 1000;

/**
 * Reads the target. Categories and booleans are classes and numbers with fractions are values; whole numbers are taken as
 * neither without being told, because a label 0 … 9 would silently become a quantity: give `task`, or names for the codes.
 */
export function targetOf(frame: Frame, name: string, task: ForestTask | undefined): Target {
  const column = frame.column(name);
  if (column.kind === "text") {
    throw new TypeError(`Expected target "${name}" to be made of classes or numbers but it is text`);
  }
  for (let row = 0; row < column.length; row++) {
    const cell = column.at(row) as unknown;
    if (cell === null || (typeof cell === "number" && !Number.isFinite(cell))) {
      throw new RangeError(
        `Expected every cell of target "${name}" to be there but found ${String(cell)} in row ${row}`,
      );
    }
  }
  const chosen = task ?? taskOf(column);
  if (chosen === "classification") return classTarget(column);
  if (column.kind !== "number") {
    throw new TypeError(`Expected target "${name}" to be made of numbers for regression but it is ${column.kind}`);
  }
  const values = new Float64Array(new SharedArrayBuffer(8 * column.length));
  values.set(column.toNumbers());
  return { task: "regression", name, values };
}

function taskOf(column: Column): ForestTask {
  if (column.kind !== "number" || column.codeNames !== undefined) return "classification";
  if (column.toNumbers().some((value) => !Number.isInteger(value))) return "regression";
  throw new TypeError(
    `Expected task to be "classification" or "regression" for target "${column.name}", whose cells are whole numbers, ` +
      "or the target to be a category, but found neither",
  );
}

function classTarget(column: Column): ClassTarget {
  const { name, length, codeNames } = column;
  const labels = new Uint16Array(new SharedArrayBuffer(2 * length));
  const numbers = column.toNumbers();
  const present = new Set(numbers);
  const codes = Float64Array.from(present).sort();
  if (codes.length > MOST_CLASSES) {
    throw new RangeError(`Expected target "${name}" to hold at most ${MOST_CLASSES} classes but found ${codes.length}`);
  }
  const place = new Map([...codes].map((code, index) => [code, index]));
  for (let row = 0; row < length; row++) labels[row] = place.get(numbers[row])!;
  const cells = [...codes].map((code): Cell => {
    if (column.kind === "category") return column.levels![code];
    return column.kind === "boolean" ? code === 1 : code;
  });
  const classes = cells.map((cell, index) => codeNames?.[codes[index]] ?? String(cell));
  return { task: "classification", name, classes, cells, labels };
}
