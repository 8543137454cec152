/**
 * What the threads of a k-means fit share beyond `FitState`, in which `slopes` holds, per range of rows and archetype, the
 * sum of the slopes at the centre of the rows that have it.
 */
import { sharedDoubles } from "../matrix/matrix.js";
import { type FitInput, rangeCount } from "./fit-state.js";
import type { EngineInput } from "./panel-engine.js";

export interface ClusterInput extends FitInput {
  clusters: ClusterState;
}

export interface ClusterState {
  /** The archetype of each row, −1 before the first round, and the one that the model's X says. */
  labels: Int32Array;
  kept: Int32Array;
  /** Bounds of each row's distance to its archetype, from above, and to the nearest other of each group, from below. */
  upper: Float64Array;
  /** rows × groups. */
  lower: Float64Array;
  /** Loss of each row at the centre, NaN before it is known, and of the rows of each range. */
  atCentre: Float64Array;
  base: Float64Array;
  /** ranges × k: how many rows have the archetype. */
  counts: Float64Array;
  /** ranges × k × width: twice how many of them have the cell; none where no cell is missing. */
  weights: Float64Array;
}

/** Groups of archetypes, each of 32 bytes of numbers, that are compared with a row together: `PanelEngine.group` of them. */
export function groupsOf({ k, single }: Pick<EngineInput, "k" | "single">): number {
  return Math.ceil(k / (single ? 8 : 4));
}

export function clusterState(input: EngineInput, plain: boolean): ClusterState {
  const { matrix, width, k } = input;
  const ranges = rangeCount(input);
  const integers = (): Int32Array => new Int32Array(new SharedArrayBuffer(4 * matrix.rows)).fill(-1);
  return {
    labels: integers(),
    kept: integers(),
    upper: sharedDoubles(matrix.rows),
    lower: sharedDoubles(matrix.rows * groupsOf(input)),
    atCentre: sharedDoubles(matrix.rows).fill(NaN),
    base: sharedDoubles(ranges),
    counts: sharedDoubles(ranges * k),
    weights: sharedDoubles(plain ? 0 : ranges * k * width),
  };
}
