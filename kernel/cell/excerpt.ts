/** A place in a cell to the lines a reader sees: its source line and a caret below. */

/** `  2 │ throw x` and `    │ ^`, for a line and column from 0; empty when the source has no such line. */
export function excerpt(source: string, line: number, column: number, length = 1): string[] {
  const text = source.split(/\r?\n/)[line];
  if (text === undefined) return [];
  const number = String(line + 1).padStart(3);
  const indent = text.slice(0, column).replace(/[^\t]/g, " ");
  const carets = "^".repeat(Math.max(1, Math.min(length, text.length - column)));
  return [`${number} │ ${text}`, `${" ".repeat(number.length)} │ ${indent}${carets}`];
}

export function red(text: string): string {
  return `\u001b[31m${text}\u001b[39m`;
}
