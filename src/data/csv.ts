/**
 * A CSV file into typed columns. All 8-bit integer columns share one row-major Uint8Array, all other columns of numbers
 * one row-major Float64Array, both on shared memory; categories are codes and sorted levels.
 *
 * The bytes are walked twice: a survey finds the kinds, the number of rows and every error; then the arrays are filled.
 */
import { CellReader, sawText } from "./csv-cell.js";
import { type CsvColumn, Fill, FirstRecord, Survey } from "./csv-passes.js";
import { type CsvPosition, scanCsv, sniffDelimiter } from "./csv-scan.js";
import { headerNames } from "./csv-header.js";

export interface CsvOptions {
  /** One character between fields; by default the likeliest of comma, semicolon, tab and bar. */
  delimiter?: string;
  /** Whether the first record holds the names of the columns. Default true; otherwise they are V1, V2, ... */
  header?: boolean;
  /** Texts that stand for a missing cell, in quotes or not. Default "", "NA", "NaN", "null", "?". */
  missing?: readonly string[];
  /** Columns to take as text or categories although they look like numbers, such as codes with leading zeros. */
  kinds?: Readonly<Record<string, "category" | "text">>;
}

export interface CsvTable {
  columns: CsvColumn[];
  rowCount: number;
  /** What was changed while reading, in sentences: names made up or made different. */
  notices: string[];
}

const defaultMissing: readonly string[] = ["", "NA", "NaN", "null", "?"];

/** Parses plain bytes; `name` is the file's name, for errors. */
export function parseCsv(bytes: Uint8Array, name: string, options: CsvOptions = {}): CsvTable {
  const { header = true, missing = defaultMissing, kinds = {} } = options;
  const start = textStart(bytes, name);
  const delimiter = options.delimiter === undefined ? sniffDelimiter(bytes, start) : delimiterByte(options.delimiter);
  const cells = new CellReader(bytes, missing);
  const begin: CsvPosition = { offset: start, line: 1 };

  const first = new FirstRecord(cells, name);
  const afterFirst = scanCsv(bytes, { delimiter, name, from: begin, records: 1 }, first);
  if (first.fields.length === 0) throw new Error(`Expected ${name} to hold at least one record but found none`);
  const { names, notices } = headerNames(header ? first.fields : first.fields.map(() => ""), header);
  for (const column of Object.keys(kinds)) {
    if (!names.includes(column)) {
      throw new RangeError(`Expected kinds to name columns of ${name} but found ${JSON.stringify(column)}`);
    }
  }

  // A column may be named as what every object has, such as "constructor".
  const kindOf = (column: string): "category" | "text" | undefined =>
    Object.hasOwn(kinds, column) ? kinds[column] : undefined;
  const from = header ? afterFirst : begin;
  const survey = new Survey(cells, names, name);
  names.forEach((column, index) => (survey.seen[index] = kindOf(column) === undefined ? 0 : sawText));
  scanCsv(bytes, { delimiter, name, from }, survey);
  const fill = new Fill(cells, survey.seen, survey.rows, name);
  scanCsv(bytes, { delimiter, name, from }, fill);
  return {
    columns: names.map((column, index) => fill.column(index, column, kindOf(column))),
    rowCount: survey.rows,
    notices,
  };
}

/** Where the text begins, behind a byte order mark. */
function textStart(bytes: Uint8Array, name: string): number {
  const [first, second, third] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    throw new Error(`Expected ${name} to be UTF-8 text but found UTF-16 at offset 0; save it as UTF-8`);
  }
  return first === 0xef && second === 0xbb && third === 0xbf ? 3 : 0;
}

function delimiterByte(delimiter: string): number {
  const code = delimiter.length === 1 ? delimiter.charCodeAt(0) : NaN;
  if (code < 128 && !'"\r\n'.includes(delimiter)) return code;
  throw new RangeError(
    `Expected delimiter to be one ASCII character, no quote or line end, but found ${JSON.stringify(delimiter)}`,
  );
}
