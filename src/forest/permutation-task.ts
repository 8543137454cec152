/**
 * The threads' side of permutation importance: a chunk is a tree. For each feature the tree asks for, the out-of-bag rows
 * go down once more, each with the feature's bin of another out-of-bag row.
 */
import { shuffleInPlace } from "../data/random.js";
import type { TaskContext } from "../workers/job.js";
import type { Bins } from "./bins.js";
import { mixed, treeRandom } from "./grow-task.js";
import type { Target } from "./target.js";
import { leafOfBins, leafOfValues, type Trees } from "./trees.js";
import { binnedRows } from "./vote.js";
import { largestOf } from "./vote-task.js";

export interface PermutationInput {
  bins: Bins;
  target: Target;
  trees: Trees;
  bags: Uint8Array;
  bagBytes: number;
  seed: number;
  /** trees × features, filled: how much the tree's mean loss grows. */
  losses: Float64Array;
}

export function permutationTask({ next }: TaskContext, input: PermutationInput): void {
  const { bins, trees, bags, bagBytes, seed, losses } = input;
  const { features } = bins;
  const { data, stride, offset } = binnedRows(bins);
  for (let tree = next(); tree >= 0; tree = next()) {
    const bag = bags.subarray(tree * bagBytes, (tree + 1) * bagBytes);
    const out = Uint32Array.from({ length: bins.rows }, (_, row) => row).filter(
      (row) => !((bag[row >> 3] >> (row & 7)) & 1),
    );
    if (out.length === 0) continue;
    const copy: Uint8Array | Float64Array =
      bins.exact === undefined ? new Uint8Array(out.length * features) : new Float64Array(out.length * features);
    out.forEach((row, i) => {
      const from = offset + row * stride;
      copy.set(data.subarray(from, from + features), i * features);
    });
    const used = new Set(trees.feature.subarray(trees.nodeStart[tree], trees.nodeStart[tree + 1]));
    used.delete(-1);
    const before = meanLoss(input, tree, out, copy);
    for (const feature of used) {
      const order = Uint32Array.from(out, (_, i) => i);
      shuffleInPlace(order, treeRandom(mixed(seed) ^ feature, tree));
      const kept = Float64Array.from(order, (_, i) => copy[i * features + feature]);
      order.forEach((from, to) => (copy[to * features + feature] = kept[from]));
      losses[tree * features + feature] = meanLoss(input, tree, out, copy) - before;
      kept.forEach((value, i) => (copy[i * features + feature] = value));
    }
  }
}

function meanLoss(
  { trees, target, bins }: PermutationInput,
  tree: number,
  rows: Uint32Array,
  copy: Uint8Array | Float64Array,
): number {
  let loss = 0;
  rows.forEach((row, i) => {
    const at = i * bins.features;
    const leaf = copy instanceof Uint8Array ? leafOfBins(trees, tree, copy, at) : leafOfValues(trees, tree, copy, at);
    if (target.task === "regression") loss += (trees.leaf[leaf] - target.values[row]) ** 2;
    else {
      const shares = trees.leaf as Float32Array;
      const width = target.classes.length;
      loss += largestOf(shares, leaf * width, width) === target.labels[row] ? 0 : 1;
    }
  });
  return loss / rows.length;
}
