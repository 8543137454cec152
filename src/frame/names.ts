/** What the frame says when a name or a row does not exist, or a value is not what was asked for. */
import { shown } from "./check-values.js";
import { nearestHint } from "./nearest-names.js";

/** An error for a column that is not there, with the nearest names that are; `rule`: what was to be the name. */
export function unknownColumn(name: string, names: readonly string[], rule = "the name of"): RangeError {
  // Whoever has no types may ask for a list: select(["a", "b"]).
  const found = shown(name) + (typeof name === "string" ? nearestHint(name, names) : "");
  return new RangeError(`Expected ${rule} one of the frame's ${names.length} columns but found ${found}`);
}

/** Throws a RangeError unless `row` is the index of a row. */
export function checkRow(row: number, rowCount: number): void {
  if (Number.isInteger(row) && row >= 0 && row < rowCount) return;
  throw new RangeError(
    rowCount === 0
      ? `Expected a row of the frame but found ${row}: the frame has no rows`
      : `Expected row to be an integer from 0 to ${rowCount - 1} but found ${row}`,
  );
}

/** Throws a RangeError unless `value` is an integer of at least `least`. */
export function checkInteger(argument: string, value: number, least: number): void {
  if (Number.isInteger(value) && value >= least) return;
  throw new RangeError(`Expected ${argument} to be an integer of at least ${least} but found ${value}`);
}
