/** What the frame says when a name or a row does not exist, or a value is not what was asked for. */
import { checkWhole, shown } from "./check-values.js";
import { nearestHint } from "./nearest-names.js";

/** An error for a column that is not there, with the nearest names that are; `rule`: what was to be the name. */
export function unknownColumn(name: string, names: readonly string[], rule = "the name of"): RangeError {
  // Whoever has no types may ask for a list: select(["a", "b"]).
  const found = shown(name) + (typeof name === "string" ? nearestHint(name, names) : "");
  return new RangeError(`Expected ${rule} one of the frame's ${names.length} columns but found ${found}`);
}

/** Throws a RangeError unless `row` is the index of a row. */
export function checkRow(row: number, rowCount: number): void {
  if (rowCount === 0) throw new RangeError(`Expected a row of the frame but found ${row}: the frame has no rows`);
  checkWhole("row", row, 0, rowCount - 1);
}
