/**
 * A frame into one with holes: the very cells that H2O's insertMissingValues empties for the same shape and seed
 * (h2o-core, MissingInserter; see `src/assembly/missing.ts`), whatever the columns are made of.
 */
import { createInstance } from "../wasm/instance.js";
import { checkFrame, checkOptionNames } from "./check-values.js";
import type { Frame } from "./frame.js";
import { copyToEmpty } from "./holes.js";

export interface InsertMissingOptions {
  /** Share of the cells to empty, 0 … 1. Default 0.1. */
  fraction?: number;
  /** An integer; the same seed empties the same cells as in H2O. Default 1. */
  seed?: number;
}

/**
 * A new frame in which each cell is missing with probability `fraction`; the source stays as it is.
 *
 * ```ts
 * const holes = insertMissing(pixels, { fraction: 0.2, seed: 1234 });
 * holes.summary(["pixel784"]).at(0, "missing");
 * ```
 *
 * Columns of numbers come back as Float32 (bytes and Float32) or, if one of them is Float64, all as Float64, NaN where
 * missing, side by side in one block of shared memory; categories, booleans and text keep their kind. Throws when
 * fraction is not from 0 to 1, seed not an integer, or an option not one of the two.
 */
export function insertMissing(frame: Frame, options: InsertMissingOptions = {}): Frame {
  checkFrame("the frame of insertMissing", frame);
  checkOptionNames("insertMissing", options, ["fraction", "seed"], "{ fraction: 0.1, seed: 1 }");
  const { fraction = 0.1, seed = 1 } = options;
  if (typeof fraction !== "number" || !(fraction >= 0 && fraction <= 1)) {
    throw new RangeError(`Expected fraction to be a number from 0 to 1 but found ${String(fraction)}`);
  }
  if (!Number.isSafeInteger(seed)) throw new RangeError(`Expected seed to be an integer but found ${String(seed)}`);

  const { routines, arena } = createInstance();
  const out = arena.allocate(4 * frame.columnCount);
  const columns = new Uint32Array(arena.bytes(out, 0).buffer, out, frame.columnCount);
  const limit = BigInt(Math.ceil(fraction * 2 ** 53));
  const copy = copyToEmpty(frame);
  for (let row = 0; row < frame.rowCount; row++) {
    copy.empty(row, columns, routines.missingInRow(out, columns.length, BigInt(row), BigInt(seed), limit));
  }
  return copy.frame;
}
