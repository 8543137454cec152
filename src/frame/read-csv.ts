/** A CSV file into a frame. */
import { readFile } from "node:fs/promises";
import { type CsvOptions, parseCsv } from "../data/csv.js";
import { plainBytes } from "../data/gzip.js";
import { Column } from "./column.js";
import { Frame } from "./frame.js";

export type { CsvOptions } from "../data/csv.js";

/**
 * Reads a CSV file, plain or gzip: quoted fields, LF, CRLF or CR, UTF-8 with or without byte order mark. Columns become
 * numbers, booleans (true and false), categories (levels sorted, by number when all are numbers) or text (more than 20
 * strings, hardly two alike). Columns without a name or with one that was there before are renamed, and console.warn says
 * so once.
 * Throws an Error naming file and line for ragged records, unclosed quotes and text that is not UTF-8.
 * ```ts
 * const arrests = await readCsv("USArrests.csv");
 * ```
 */
export async function readCsv(path: string, options: CsvOptions = {}): Promise<Frame> {
  const bytes = await plainBytes(await readFile(path), path);
  const { columns, notices } = parseCsv(bytes, path, options);
  if (notices.length > 0) console.warn(`Column names of ${path}: ${notices.join("; ")}`);
  return new Frame(columns.map((column) => new Column(column.name, column)));
}
