/**
 * Rows to folds: which fold holds each row out, 0 … folds − 1.
 *
 * "random", "modulo" and "h2oStratified" are H2O's own assignments (AstKFold of h2o-core), the same for the same seed;
 * "stratified" shuffles the rows of each class and deals them out in turn, so that a class's rows differ by at most one
 * between folds.
 */
import { pcg32 } from "../data/pcg32.js";
import { seededRandom, shuffleInPlace } from "../data/random.js";
import type { Target } from "../forest/target.js";
import { checkChoice } from "../frame/check-values.js";
import type { Frame } from "../frame/frame.js";

export type FoldAssignment = "stratified" | "random" | "modulo" | "h2oStratified";
export const FOLD_ASSIGNMENTS: readonly FoldAssignment[] = ["stratified", "random", "modulo", "h2oStratified"];

export interface FoldOptions {
  /** How many folds (2 … 255, at most the rows), or each row's fold: an array of 0, 1, ..., or the name of a column of them. */
  folds?: number | string | ArrayLike<number>;
  /** How rows are put into folds. Default "stratified" for classes, "random" for numbers. */
  foldAssignment?: FoldAssignment;
}

export interface Folds {
  count: number;
  /** The fold of each row; shared. */
  of: Uint8Array;
  assignment: FoldAssignment | "given";
}

const MOST_FOLDS = 255;

export function assignFolds(frame: Frame, target: Target, options: FoldOptions, seed: number): Folds {
  const { folds = 5, foldAssignment } = options;
  const rows = frame.rowCount;
  if (typeof folds === "string") return givenFolds(frame.column(folds).toNumbers(), rows, `column "${folds}"`);
  if (typeof folds !== "number") {
    if (foldAssignment !== undefined) throw new RangeError("Expected foldAssignment to be absent when folds are given");
    return givenFolds(folds, rows, "folds");
  }
  const most = Math.min(MOST_FOLDS, rows);
  if (!Number.isInteger(folds) || folds < 2 || folds > most) {
    throw new RangeError(
      `Expected folds to be a whole number from 2 to min(rows, ${MOST_FOLDS}) = ${most} but found ${String(folds)}`,
    );
  }
  const assignment = foldAssignment ?? (target.task === "classification" ? "stratified" : "random");
  checkChoice("foldAssignment", assignment, FOLD_ASSIGNMENTS);
  if (target.task === "regression" && /stratified/i.test(assignment)) {
    throw new RangeError(`Expected foldAssignment to be "random" or "modulo" for regression but found "${assignment}"`);
  }
  const of = new Uint8Array(new SharedArrayBuffer(rows));
  if (target.task === "classification" && assignment === "stratified") deal(of, target.labels, folds, seed);
  else if (target.task === "classification" && assignment === "h2oStratified") {
    const column = frame.column(target.name);
    // H2O numbers the levels of a category as they are, and the values of a number that occur.
    const classOf = column.kind === "category" ? column.toNumbers() : target.labels;
    const seeds = Array.from({ length: column.levels?.length ?? target.classes.length }, (_, c) => {
      return javaLong(BigInt(seed) + BigInt(c));
    });
    of.forEach((_, row) => (of[row] = h2oFold(seeds[classOf[row]] + BigInt(row), folds)));
  } else {
    of.forEach((_, row) => (of[row] = assignment === "modulo" ? row % folds : h2oFold(BigInt(seed + row), folds)));
  }
  return checked({ count: folds, of, assignment });
}

/** H2O's fold of a row: |the seed's first number| mod folds. */
function h2oFold(seed: bigint, folds: number): number {
  return Math.abs(pcg32(seed).integer()) % folds;
}

/** Java's nextLong of a seed. */
function javaLong(seed: bigint): bigint {
  const random = pcg32(seed);
  const high = BigInt(random.integer()) << 32n;
  return high | (BigInt(random.integer()) & 0xffffffffn);
}

function deal(of: Uint8Array, labels: Uint16Array, folds: number, seed: number): void {
  const random = seededRandom(seed);
  const classes = labels.reduce((most, label) => Math.max(most, label), 0) + 1;
  let next = 0;
  for (let c = 0; c < classes; c++) {
    const rows = Uint32Array.from({ length: labels.length }, (_, row) => row).filter((row) => labels[row] === c);
    // The next class goes on where this one ends, so that the folds are of one size too.
    for (const row of shuffleInPlace(rows, random)) of[row] = next++ % folds;
  }
}

function givenFolds(given: ArrayLike<number>, rows: number, what: string): Folds {
  if (given.length !== rows) {
    throw new RangeError(`Expected ${what} to hold a fold for each of ${rows} rows but found ${given.length}`);
  }
  const of = new Uint8Array(new SharedArrayBuffer(rows));
  let count = 0;
  for (let row = 0; row < rows; row++) {
    const fold = given[row];
    if (!Number.isInteger(fold) || fold < 0 || fold >= MOST_FOLDS) {
      throw new RangeError(
        `Expected ${what} to hold whole numbers from 0 to ${MOST_FOLDS - 1} but found ${fold} in row ${row}`,
      );
    }
    of[row] = fold;
    count = Math.max(count, fold + 1);
  }
  if (count < 2) throw new RangeError(`Expected ${what} to hold at least 2 folds but found ${count}`);
  return checked({ count, of, assignment: "given" });
}

function checked(folds: Folds): Folds {
  const rows = new Float64Array(folds.count);
  for (const fold of folds.of) rows[fold]++;
  const empty = rows.indexOf(0);
  if (empty < 0) return folds;
  throw new RangeError(
    `Expected every fold to hold rows but found none in fold ${empty} of ${folds.count}: take fewer folds or another foldAssignment`,
  );
}
