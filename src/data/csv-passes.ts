/** The passes over a CSV file: its first record, a survey of its columns, and the filling of their arrays. */
import { type CellReader, sawBoolean, sawByte, sawMissing, sawNumber } from "./csv-cell.js";
import { Dictionary } from "./csv-dictionary.js";
import { type CsvVisitor, type Writing } from "./csv-scan.js";

export interface CsvColumn {
  name: string;
  kind: "number" | "boolean" | "category" | "text";
  /** Numbers (NaN missing), booleans (0, 1, 255 missing), codes of levels (−1 missing), or text (null missing). */
  values: Uint8Array | Float64Array | Int32Array | (string | null)[];
  length: number;
  /** Row i of the column is at `values[offset + i · stride]`. */
  offset: number;
  stride: number;
  levels?: string[];
}

/** Collects the first record as text. */
export class FirstRecord implements CsvVisitor {
  readonly fields: string[] = [];
  readonly #cells: CellReader;
  readonly #name: string;

  constructor(cells: CellReader, name: string) {
    this.#cells = cells;
    this.#name = name;
  }

  field(_column: number, start: number, end: number, writing: Writing, line: number): void {
    this.fields.push(decode(this.#cells, start, end, writing, this.#name, line));
  }

  record(): void {
    // One record is all there is to collect.
  }
}

/** Finds the kinds of the columns and the number of rows; throws at the first ragged record. */
export class Survey implements CsvVisitor {
  rows = 0;
  /** What each column holds, as flags. */
  readonly seen: Uint8Array;
  readonly #cells: CellReader;
  readonly #name: string;

  constructor(cells: CellReader, names: readonly string[], name: string) {
    this.seen = new Uint8Array(names.length);
    this.#cells = cells;
    this.#name = name;
  }

  field(column: number, start: number, end: number, writing: Writing): void {
    if (column < this.seen.length) this.seen[column] |= this.#cells.classify(start, end, writing);
  }

  record(fields: number, line: number): void {
    if (fields !== this.seen.length) {
      throw new Error(`Expected ${this.seen.length} fields in ${this.#name}, line ${line} but found ${fields}`);
    }
    this.rows++;
  }
}

type Target = "byte" | "number" | "boolean" | "string";

/** Writes the cells into arrays of the surveyed kinds. */
export class Fill implements CsvVisitor {
  #row = 0;
  readonly #rows: number;
  readonly #cells: CellReader;
  readonly #name: string;
  readonly #targets: Target[];
  /** Place of each column among those of its target. */
  readonly #places: Int32Array;
  readonly #byteCount: number;
  readonly #numberCount: number;
  readonly #bytes: Uint8Array;
  readonly #numbers: Float64Array;
  readonly #booleans: Uint8Array[];
  readonly #strings: Dictionary[];

  constructor(cells: CellReader, seen: Uint8Array, rows: number, name: string) {
    this.#cells = cells;
    this.#name = name;
    this.#rows = rows;
    this.#targets = Array.from(seen, targetOf);
    const counts: Record<Target, number> = { byte: 0, number: 0, boolean: 0, string: 0 };
    this.#places = Int32Array.from(this.#targets, (target) => counts[target]++);
    this.#byteCount = counts.byte;
    this.#numberCount = counts.number;
    this.#bytes = new Uint8Array(new SharedArrayBuffer(rows * counts.byte));
    this.#numbers = new Float64Array(new SharedArrayBuffer(8 * rows * counts.number));
    this.#booleans = Array.from({ length: counts.boolean }, () => new Uint8Array(rows));
    this.#strings = Array.from({ length: counts.string }, () => new Dictionary(rows));
  }

  field(column: number, start: number, end: number, writing: Writing, line: number): void {
    const cells = this.#cells;
    const place = this.#places[column];
    const target = this.#targets[column];
    if (target === "byte") {
      this.#bytes[this.#row * this.#byteCount + place] = cells.number(start, end);
      return;
    }
    const missing = cells.isMissing(start, end, writing);
    if (target === "number") {
      this.#numbers[this.#row * this.#numberCount + place] = missing ? NaN : cells.number(start, end);
    } else if (target === "boolean") {
      this.#booleans[place][this.#row] = missing ? 255 : Number(cells.boolean(start, end));
    } else {
      const text = missing ? null : decode(cells, start, end, writing, this.#name, line);
      this.#strings[place].set(this.#row, text);
    }
  }

  record(): void {
    this.#row++;
  }

  column(index: number, name: string, kind: "category" | "text" | undefined): CsvColumn {
    const place = this.#places[index];
    const whole = { name, length: this.#rows, offset: 0, stride: 1 };
    switch (this.#targets[index]) {
      case "byte":
        return { ...whole, kind: "number", values: this.#bytes, offset: place, stride: this.#byteCount };
      case "number":
        return { ...whole, kind: "number", values: this.#numbers, offset: place, stride: this.#numberCount };
      case "boolean":
        return { ...whole, kind: "boolean", values: this.#booleans[place] };
      case "string":
        return { ...whole, ...this.#strings[place].column(kind) };
    }
  }
}

function targetOf(seen: number): Target {
  if (seen === sawByte) return "byte";
  const values = seen & ~sawMissing;
  if ((values & ~(sawByte | sawNumber)) === 0) return "number";
  return values === sawBoolean ? "boolean" : "string";
}

/** The text of a cell; an error that names file and line when it is not UTF-8. */
function decode(cells: CellReader, start: number, end: number, writing: Writing, name: string, line: number): string {
  const text = cells.text(start, end, writing);
  if (text !== undefined) return text;
  throw new Error(`Expected UTF-8 text in ${name}, line ${line} but found other bytes; save the file as UTF-8`);
}
