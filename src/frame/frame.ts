/**
 * A data frame: named columns of equal length, thin over an Arquero table, with the R-like verbs of the lessons.
 *
 * A frame never changes; each verb returns a new one. Selecting columns, slicing and filtering rows copy no cells:
 * the new frame's columns are views on the same storage. A missing cell is NaN in a column of numbers and null elsewhere.
 */
import { ColumnTable } from "arquero";
import { type Displayable, displaySymbol, inspectSymbol, type MimeBundle } from "../display/host.js";
import { seededRandom, shuffleInPlace } from "../data/random.js";
import { type Block, blockOf, sharedBlockOf } from "./block.js";
import { checkWhole } from "./check-values.js";
import { type Cell, Column, pickRows, sliceRows } from "./column.js";
import { columnFrom, type ColumnSource } from "./column-from.js";
import { csvOf } from "./csv-of.js";
import { frameBundle } from "./frame-bundle.js";
import { sortedRows, sortKeys } from "./group.js";
import { GroupedFrame } from "./grouped-frame.js";
import { type FrameMatrix, matrixColumns } from "./matrix-columns.js";
import { checkRow, unknownColumn } from "./names.js";
import { releveled } from "./relevel.js";
import { type Row, rowCursor, rowObject } from "./row.js";
import { summaryColumns, tableColumns } from "./summary.js";

export interface FrameOptions {
  /** Said under everything the frame shows; frames made from this one keep it. */
  note?: string;
  /** What its rows are called where they are shown, instead of their numbers; frames of the same rows keep it. */
  rowNames?: readonly string[];
}

/** Named columns of equal length; see the verbs. */
export class Frame implements Displayable {
  /** What must be known about the data, e.g. that they are a drawn stand-in. */
  readonly note: string | undefined;
  /** Undefined where rows have their numbers only. */
  readonly rowNames: readonly string[] | undefined;
  readonly #table: ColumnTable;
  readonly #byName: ReadonlyMap<string, Column>;

  /** Wraps columns of equal length and different names. */
  constructor(columns: readonly Column[], options: FrameOptions = {}) {
    const byName = new Map<string, Column>();
    for (const column of columns) {
      const { name, length } = column;
      if (byName.has(name)) throw new RangeError(`Expected column names to differ but found "${name}" twice`);
      byName.set(name, column);
      if (length !== columns[0].length) {
        const { name: first, length: expected } = columns[0];
        throw new RangeError(
          `Expected columns of equal length but found "${first}" with ${expected} and "${name}" with ${length} rows`,
        );
      }
    }
    this.note = options.note;
    this.rowNames = columns.length === 0 ? undefined : options.rowNames;
    if (this.rowNames !== undefined && this.rowNames.length !== columns[0].length) {
      throw new RangeError(
        `Expected rowNames to hold a name for each of ${columns[0].length} rows but found ${this.rowNames.length}`,
      );
    }
    this.#byName = byName;
    this.#table = new ColumnTable(Object.fromEntries(byName), [...byName.keys()]);
  }

  /** A frame from arrays by name; typed arrays are viewed, not copied, and plain arrays typed by their cells. */
  static fromColumns(columns: Readonly<Record<string, ColumnSource>>, options: FrameOptions = {}): Frame {
    return new Frame(
      Object.entries(columns).map(([name, source]) => columnFrom(name, source)),
      options,
    );
  }

  /** A frame over a row-major matrix, rows × columns; a view, no copy. */
  static fromMatrix(matrix: FrameMatrix, options: FrameOptions = {}): Frame {
    return new Frame(matrixColumns(matrix), options);
  }

  /** [rows, columns]. */
  dim(): [number, number] {
    return [this.rowCount, this.columnCount];
  }

  get rowCount(): number {
    return this.#table.numRows();
  }

  get columnCount(): number {
    return this.#table.numCols();
  }

  /** The names in order; a new array. */
  get columnNames(): string[] {
    return this.#table.columnNames();
  }

  /** One column; throws a RangeError that names the nearest columns when there is none of this name. */
  column(name: string): Column {
    const column = this.#byName.get(name);
    if (column === undefined) throw unknownColumn(name, this.columnNames);
    return column;
  }

  /** One cell; throws a RangeError for a row or column that is not there. */
  at(row: number, name: string): Cell {
    return this.column(name).at(row);
  }

  /** One row as a plain object. */
  row(index: number): Row {
    checkRow(index, this.rowCount);
    return rowObject(this.#columns(), index);
  }

  /** The first `limit` rows (default all) as plain objects. */
  objects(limit: number = this.rowCount): Row[] {
    checkWhole("limit", limit, 0);
    const columns = this.#columns();
    return Array.from({ length: Math.min(limit, this.rowCount) }, (_, row) => rowObject(columns, row));
  }

  /** Only the named columns, in this order; a view. */
  select(...names: string[]): Frame {
    return this.#with(this.#columns(names), this.rowNames);
  }

  /** All but the named columns; a view. */
  drop(...names: string[]): Frame {
    const dropped = new Set(this.#columns(names).map(({ name }) => name));
    const kept = this.#columns().filter(({ name }) => !dropped.has(name));
    return this.#with(kept, this.rowNames);
  }

  /** Columns under new names: `frame.rename({ old: "new" })`; a view. */
  rename(names: Readonly<Record<string, string>>): Frame {
    this.#columns(Object.keys(names));
    const renamed = this.#columns().map((column) =>
      Object.hasOwn(names, column.name) ? column.renamed(names[column.name]) : column,
    );
    return this.#with(renamed, this.rowNames);
  }

  /** The rows for which `keep` is true; a view. The row object is valid only during the call. */
  filter(keep: (row: Row, index: number) => boolean): Frame {
    const kept = new Uint32Array(this.rowCount);
    let count = 0;
    this.#eachRow((row, index) => {
      if (keep(row, index)) kept[count++] = index;
    });
    return this.#withRows(kept.slice(0, count));
  }

  /** The first `n` rows, or all when there are fewer; a view. */
  head(n: number = 6): Frame {
    checkWhole("n", n, 0);
    return this.slice(0, n);
  }

  /** The last `n` rows, or all when there are fewer; a view. */
  tail(n: number = 6): Frame {
    checkWhole("n", n, 0);
    return this.slice(Math.max(0, this.rowCount - n));
  }

  /** The rows from `start` up to, not including, `end` (default all); negative ones count from the end, as in Array. */
  slice(start: number, end: number = this.rowCount): Frame {
    const [from, to] = [start, end].map((bound, index) => {
      if (!Number.isInteger(bound)) {
        throw new RangeError(`Expected ${index === 0 ? "start" : "end"} to be an integer but found ${bound}`);
      }
      return bound < 0 ? Math.max(0, this.rowCount + bound) : Math.min(bound, this.rowCount);
    });
    const last = Math.max(from, to);
    return this.#with(sliceRows(this.#columns(), from, last), this.rowNames?.slice(from, last));
  }

  /** `n` different rows, drawn at random and in random order; the same seed (default 0) draws the same rows. A view. */
  sample(n: number, options: { seed?: number } = {}): Frame {
    checkWhole("n", n, 0);
    if (n > this.rowCount) {
      throw new RangeError(`Expected n to be at most the frame's ${this.rowCount} rows but found ${n}`);
    }
    const rows = Uint32Array.from({ length: this.rowCount }, (_, row) => row);
    return this.#withRows(shuffleInPlace(rows, seededRandom(options.seed ?? 0)).slice(0, n));
  }

  /** The rows in the order of one column: numbers, levels or text; equal ones stay as they were, missing ones are last. */
  orderBy(name: string, options: { descending?: boolean } = {}): Frame {
    return this.#withRows(sortedRows(sortKeys(this.column(name)), options.descending ?? false));
  }

  /** With a column calculated from each row, put last, or in the place of the column of that name. */
  derive(name: string, value: (row: Row, index: number) => Cell): Frame {
    const cells: Cell[] = [];
    this.#eachRow((row, index) => void cells.push(value(row, index)));
    return this.assign(new Frame([columnFrom(name, cells)]));
  }

  /**
   * With a column as a category whose levels are in this order, as R's factor(levels): a GLRM's ordinal losses, `orderBy`
   * and `table` go by it. Levels may be more than occur. Throws a RangeError when a cell is none of them.
   */
  relevel(name: string, levels: readonly string[]): Frame {
    return this.assign(new Frame([releveled(this.column(name), levels)]));
  }

  /** With the other frame's columns, which replace those of the same name; the rows must be as many. A view. */
  assign(other: Frame): Frame {
    if (other.rowCount !== this.rowCount && this.columnCount > 0) {
      throw new RangeError(`Expected a frame of ${this.rowCount} rows but found ${other.rowCount}`);
    }
    const columns = new Map([...this.#columns(), ...other.#columns()].map((column) => [column.name, column]));
    const rowNames = this.rowNames ?? other.rowNames;
    return new Frame([...columns.values()], { note: joinNotes(this.note, other.note), rowNames });
  }

  /** The columns of both frames side by side; throws when a name is in both. A view. */
  cbind(other: Frame): Frame {
    const both = this.columnNames.find((name) => other.#byName.has(name));
    if (both !== undefined) {
      throw new RangeError(`Expected the other frame's column names to differ but found "${both}" in both`);
    }
    return this.assign(other);
  }

  /** The rows in groups of equal cells, to `count()` or to take the `mean()` of. */
  groupBy(name: string): GroupedFrame {
    return new GroupedFrame(this.column(name), this.#columns(), (columns) => this.#with(columns));
  }

  /** How often each value occurs: `value` (in order; categories by level; missing last, if any) and `count`. */
  table(name: string): Frame {
    return this.#with(tableColumns(this.column(name)));
  }

  /**
   * One row per column: `column`, `min`, `q1`, `median`, `mean`, `q3`, `max`, `missing`, as R's summary(); with columns
   * that are not numbers also `levels` and `counts`.
   */
  summary(names?: readonly string[]): Frame {
    return this.#with(summaryColumns(this.#columns(names)));
  }

  /** The columns (default all) as the row-major block in which they lie in memory; undefined when they do not. No copy. */
  block(names?: readonly string[]): Block | undefined {
    return blockOf(this.#columns(names), this.rowCount);
  }

  /**
   * The columns (default all) as one row-major block on shared memory: the block in which they lie, or else a copy,
   * Uint8Array when all are, otherwise Float64Array; NaN for missing. Throws a TypeError naming a column without numbers.
   */
  toMatrix(names?: readonly string[]): Block {
    return sharedBlockOf(this.#columns(names), this.rowCount);
  }

  /** The frame as CSV text with a header; missing cells are empty. */
  toCsv(): string {
    return csvOf(this.#columns(), this.rowCount);
  }

  /** What a notebook shows: the first rows, and of a wide frame the first and last columns, with static fallbacks. */
  toBundle(): MimeBundle {
    return frameBundle(this.#columns(), this.rowCount, this);
  }

  #columns(names: readonly string[] = this.columnNames): Column[] {
    return names.map((name) => this.column(name));
  }

  #with(columns: readonly Column[], rowNames?: readonly string[]): Frame {
    return new Frame(columns, { note: this.note, rowNames });
  }

  #withRows(rows: Uint32Array): Frame {
    const { rowNames } = this;
    return this.#with(pickRows(this.#columns(), rows), rowNames && Array.from(rows, (row) => rowNames[row]));
  }

  #eachRow(visit: (row: Row, index: number) => void): void {
    const cursor = rowCursor(this.#columns());
    for (let index = 0; index < this.rowCount; index++) {
      cursor.moveTo(index);
      visit(cursor.row, index);
    }
  }

  [displaySymbol](): MimeBundle {
    return this.toBundle();
  }

  /** What console.log shows in Node: the same table as text. */
  [inspectSymbol](): string {
    return String(this.toBundle()["text/plain"]);
  }
}

function joinNotes(one: string | undefined, other: string | undefined): string | undefined {
  return one === undefined || other === undefined || one === other ? (one ?? other) : `${one} ${other}`;
}
