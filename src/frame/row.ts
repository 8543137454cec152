/** A row of a frame as an object: a plain copy, or one object that moves over all rows. */
import type { Cell, Column } from "./column.js";
import { unknownColumn } from "./names.js";

/** Cells by column name. */
export type Row = Readonly<Record<string, Cell>>;

/** A plain object with the cells of one row, which must exist. */
export function rowObject(columns: readonly Column[], row: number): Row {
  return Object.fromEntries(columns.map((column) => [column.name, column.at(row) as unknown]));
}

/** One row object for all rows: `row` reads the cells of the row last moved to, only those that are asked for. */
export interface RowCursor {
  row: Row;
  moveTo(index: number): void;
}

/** What JSON and promises ask of any object. */
const askedByOthers = new Set(["toJSON", "then"]);

/** A cursor; asking its row for a column that is not there throws, where a plain object would say undefined. */
export function rowCursor(columns: readonly Column[]): RowCursor {
  const names = columns.map(({ name }) => name);
  let index = 0;
  const guard = new Proxy(Object.prototype, {
    get(target, key): unknown {
      if (typeof key === "string" && !(key in target) && !askedByOthers.has(key)) throw unknownColumn(key, names);
      return Reflect.get(target, key);
    },
  });
  const row = Object.create(guard) as Record<string, Cell>;
  for (const column of columns) {
    Object.defineProperty(row, column.name, { enumerable: true, get: (): unknown => column.at(index) });
  }
  return {
    row,
    moveTo: (next): void => {
      index = next;
    },
  };
}
