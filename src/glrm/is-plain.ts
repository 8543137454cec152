/** The plainest problem, where the parabolas of the steps are the losses: squared errors, and nothing missing. */
import type { Problem } from "./coding.js";
import { LOSS_CODES } from "./loss-codes.js";

export function isPlain({ matrix, columns, observed }: Problem): boolean {
  return observed === matrix.rows * matrix.columns && allQuadratic(columns);
}

/** Whether all losses are squared errors, which are their own parabolas. */
export function allQuadratic(columns: readonly { code: number }[]): boolean {
  return columns.every(({ code }) => code === LOSS_CODES.quadratic);
}
