/**
 * Which features the forest uses: by how much their splits lower the impurity, and how much worse the out-of-bag
 * predictions become when a feature's values are shuffled (Breiman 2001, "Random Forests", section 10).
 */
import { run, type Running } from "../workers/pool.js";
import type { Bins } from "./bins.js";
import type { PermutationInput } from "./permutation-task.js";
import type { Target } from "./target.js";
import type { Trees } from "./trees.js";

/** A number a feature: each tree's decreases divided by their sum, the mean over the trees; they sum to 1. */
export function impurityImportance(trees: Trees, features: number): Float64Array {
  const mean = new Float64Array(features);
  for (let tree = 0; tree < trees.count; tree++) {
    const own = new Float64Array(features);
    let total = 0;
    for (let node = trees.nodeStart[tree]; node < trees.nodeStart[tree + 1]; node++) {
      if (trees.feature[node] < 0) continue;
      own[trees.feature[node]] += trees.gain[node];
      total += trees.gain[node];
    }
    if (total > 0) for (let f = 0; f < features; f++) mean[f] += own[f] / total;
  }
  const sum = mean.reduce((a, b) => a + b, 0);
  return sum > 0 ? mean.map((value) => value / sum) : mean;
}

export interface PermutationImportance {
  /** A number a feature: the mean over the trees of the accuracy lost, or of the squared error won. */
  mean: Float64Array;
  /** The standard error of that mean. */
  standardError: Float64Array;
}

export async function permutationImportance(
  bins: Bins,
  target: Target,
  trees: Trees,
  bag: { bags: Uint8Array; bagBytes: number },
  seed: number,
  running: Running,
): Promise<PermutationImportance> {
  const { features } = bins;
  const losses = new Float64Array(new SharedArrayBuffer(8 * features * trees.count));
  const input: PermutationInput = { bins, target, trees, ...bag, seed, losses };
  const task = { module: new URL("./permutation-task.js", import.meta.url).href, name: "permutationTask" };
  await run({ ...running, task, input, chunks: trees.count });
  const mean = new Float64Array(features);
  const standardError = new Float64Array(features);
  for (let f = 0; f < features; f++) {
    let sum = 0;
    for (let tree = 0; tree < trees.count; tree++) sum += losses[tree * features + f];
    mean[f] = sum / trees.count;
    let squares = 0;
    for (let tree = 0; tree < trees.count; tree++) squares += (losses[tree * features + f] - mean[f]) ** 2;
    standardError[f] = Math.sqrt(squares / Math.max(1, trees.count - 1) / trees.count);
  }
  return { mean, standardError };
}
