/** Numbers so large that sums of their squares overflow, or so small that these vanish: cells before a fit, factors after it. */
import { isBlockLoss, type Problem } from "./coding.js";
import type { Solution } from "./solution.js";

/** Between what the squares of the transformed cells may add up to: sums of squares of their Gram matrix are taken on the way. */
const [LEAST_SQUARES, MOST_SQUARES] = [1e-100, 1e100];

/**
 * Throws when the cells are too large after the transform, or the transform itself came of sums that overflowed; or when
 * they are too small, but for zeros alone.
 */
export function checkSizes({ matrix, columns, squares }: Problem): void {
  if (squares >= LEAST_SQUARES && squares <= MOST_SQUARES) return;
  const { data, rows, rowStride, offset } = matrix;
  let worst = { size: -1, cell: NaN, row: 0, name: "" };
  for (const [j, { name, loss, shift, scale }] of columns.entries()) {
    if (isBlockLoss(loss)) continue;
    const known = Number.isFinite(shift) && scale > 0;
    for (let row = 0; row < rows; row++) {
      const cell = data[offset + row * rowStride + j];
      const size = Math.abs(known ? (cell - shift) * scale : cell);
      if (size > worst.size) worst = { size, cell, row, name };
    }
  }
  if (worst.size === 0) return;
  const [rule, most, remedy] =
    worst.size < 1
      ? [`at least ${LEAST_SQUARES}`, "at most ", "multiply the columns"]
      : [`at most ${MOST_SQUARES}`, "", "divide the column"];
  throw new RangeError(
    `Expected cells whose squares add up to ${rule} after the transform but found ${most}${worst.cell} ` +
      `in row ${worst.row} of "${worst.name}"; ${remedy} by a number`,
  );
}

/** Largest entry of X and Y whose products can still be squared and cubed. */
const LARGEST_ENTRY = 1e50;

/** The solution of a solver that goes in rounds; throws when its factors have run away, as those of an SVD cannot. */
export function boundedSolution(solution: Solution): Solution {
  const { x, y, history } = solution;
  for (const [name, factor] of Object.entries({ X: x, Y: y })) {
    const at = firstTooLarge(factor);
    if (at < 0) continue;
    throw new RangeError(
      `Expected ${name} to hold numbers of at most ${LARGEST_ENTRY} but found ${factor[at]} after ${history.length - 1} iterations; ` +
        "see transform, regularizationX and regularizationY, and what a loss of your own gives for large numbers",
    );
  }
  return solution;
}

/** A loop of its own, for the factors may hold millions of numbers; −1 when there is none. */
function firstTooLarge(factor: Float64Array): number {
  for (let at = 0; at < factor.length; at++) if (!(Math.abs(factor[at]) <= LARGEST_ENTRY)) return at;
  return -1;
}

/** The solution, not converged and with a warning when its objective is not finite. */
export function judgedSolution(solution: Solution): Solution {
  const { objective } = solution.history[solution.history.length - 1];
  if (Number.isFinite(objective)) return solution;
  const warning = `The objective is ${objective}, so nothing says whether this model fits: see loss and the start (init)`;
  return { ...solution, converged: false, warnings: [...solution.warnings, warning] };
}
