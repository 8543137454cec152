/**
 * The threads' side of permutation importance: a chunk is a tree. For each feature the tree asks for, the out-of-bag rows
 * go down once more, each with the feature's bin of another out-of-bag row.
 */
import { shuffleInPlace } from "../data/random.js";
import type { TaskContext } from "../workers/job.js";
import type { Bins } from "./bins.js";
import { mixed, treeRandom } from "./grow-task.js";
import type { Target } from "./target.js";
import { leafOfBins, type Trees } from "./trees.js";
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
  const { features, lines, linesStride, linesOffset } = bins;
  for (let tree = next(); tree >= 0; tree = next()) {
    const bag = bags.subarray(tree * bagBytes, (tree + 1) * bagBytes);
    const out = Uint32Array.from({ length: bins.rows }, (_, row) => row).filter(
      (row) => !((bag[row >> 3] >> (row & 7)) & 1),
    );
    if (out.length === 0) continue;
    const copy = new Uint8Array(out.length * features);
    out.forEach((row, i) => {
      const from = linesOffset + row * linesStride;
      copy.set(lines.subarray(from, from + features), i * features);
    });
    const used = new Set(trees.feature.subarray(trees.nodeStart[tree], trees.nodeStart[tree + 1]));
    used.delete(-1);
    const before = meanLoss(input, tree, out, copy);
    for (const feature of used) {
      const order = Uint32Array.from(out, (_, i) => i);
      shuffleInPlace(order, treeRandom(mixed(seed) ^ feature, tree));
      const kept = Uint8Array.from(order, (_, i) => copy[i * features + feature]);
      order.forEach((from, to) => (copy[to * features + feature] = kept[from]));
      losses[tree * features + feature] = meanLoss(input, tree, out, copy) - before;
      kept.forEach((bin, i) => (copy[i * features + feature] = bin));
    }
  }
}

function meanLoss(
  { trees, target, bins }: PermutationInput,
  tree: number,
  rows: Uint32Array,
  copy: Uint8Array,
): number {
  let loss = 0;
  rows.forEach((row, i) => {
    const leaf = leafOfBins(trees, tree, copy, i * bins.features);
    if (target.task === "regression") loss += (trees.leaf[leaf] - target.values[row]) ** 2;
    else {
      const shares = trees.leaf as Float32Array;
      const width = target.classes.length;
      loss += largestOf(shares, leaf * width, width) === target.labels[row] ? 0 : 1;
    }
  });
  return loss / rows.length;
}
