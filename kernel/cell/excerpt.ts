/** A place in a cell to the lines a reader sees: its source line and a caret below. */

/** A page would wrap a longer line, and the caret would point at something else. */
const LONGEST = 90;

/** `  2 │ throw x` and `    │ ^`, for a line and column from 0; empty when the source has no such line. Of a long line: what stands round the place. */
export function excerpt(source: string, line: number, column: number, length = 1): string[] {
  const text = source.split(/\r?\n/)[line];
  if (text === undefined) return [];
  const number = String(line + 1).padStart(3);
  const start = Math.max(0, Math.min(column - LONGEST / 2, text.length - LONGEST));
  const end = Math.min(text.length, start + LONGEST);
  const shown = `${start > 0 ? "…" : ""}${text.slice(start, end)}${end < text.length ? "…" : ""}`;
  const indent = `${start > 0 ? " " : ""}${text.slice(start, column).replace(/[^\t]/g, " ")}`;
  const carets = "^".repeat(Math.max(1, Math.min(length, end - column)));
  return [`${number} │ ${shown}`, `${" ".repeat(number.length)} │ ${indent}${carets}`];
}

export function red(text: string): string {
  return `\u001b[31m${text}\u001b[39m`;
}
