/** What is done when a step raised the loss: half of it is tried. */
import { LOSS_CODES, OWN_LOSS } from "./loss-codes.js";
import type { EngineColumn } from "./panel-columns.js";
import type { Regularizer } from "./regularizers.js";

/** Whether there is something between two vectors that the regulariser allows. */
export function canHalve({ convex, name }: Regularizer): boolean {
  return convex || name === "oneSparse";
}

/** Half way back to an old entry; a vector with one entry that is not zero keeps its place and changes in size. */
export function halved(next: number, old: number, { name }: Regularizer): number {
  return name === "oneSparse" && next === 0 ? 0 : (next + old) / 2;
}

/** Half way back to an old entry, or all of it where the regulariser may allow nothing between the two. */
export function takenBack(next: number, old: number, regularizer: Regularizer): number {
  return canHalve(regularizer) ? halved(next, old, regularizer) : old;
}

/** Whether the parabola of a weighted step may lie below the loss, so that a step may raise it. */
export function mayRise({ code, curvature }: EngineColumn): boolean {
  return code === LOSS_CODES.poisson || (code === OWN_LOSS && !Number.isFinite(curvature));
}
