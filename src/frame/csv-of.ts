/** Columns into CSV text (RFC 4180, lines end in CRLF); the inverse of readCsv. */
import type { Cell, Column } from "./column.js";

/** A header and one line per row; missing cells are empty, fields with commas, quotes, line ends or outer blanks quoted. */
export function csvOf(columns: readonly Column[], rowCount: number): string {
  const lines = [columns.map(({ name }) => field(name)).join(",")];
  for (let row = 0; row < rowCount; row++) {
    const line = columns.map((column) => cellField(column.at(row))).join(",");
    // A blank line would be skipped.
    lines.push(line === "" ? '""' : line);
  }
  return lines.join("\r\n") + "\r\n";
}

function cellField(cell: Cell): string {
  if (cell === null || Number.isNaN(cell)) return "";
  return Object.is(cell, -0) ? "-0" : field(String(cell));
}

function field(text: string): string {
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
