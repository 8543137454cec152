/** One grown tree, down to a depth, to the nodes of a picture: questions, answers, and how many rows come by. */
import type { Figure } from "../display/figure.js";
import type { TreePayload } from "../display/payload.js";
import { treePictureFigure } from "../display/tree.js";
import type { Feature } from "./features.js";
import { MISSING_LEFT, type Trees } from "./trees.js";

export interface TreePictureOptions {
  depth: number;
  features: readonly Feature[];
  /** Empty for regression. */
  classes: readonly string[];
  note?: string;
}

export function treeFigure(trees: Trees, tree: number, options: TreePictureOptions): Figure<TreePayload> {
  const { depth, features, classes, note } = options;
  const first = trees.nodeStart[tree];
  const nodes: TreePayload["nodes"] = [];
  /** Adds a node and what is under it; returns the index after it in the tree. */
  const add = (node: number, level: number): number => {
    const end = endOf(trees, first, node);
    const isLeaf = trees.feature[node] < 0;
    const means = meansOf(trees, tree, node, end);
    const place = nodes.length;
    nodes.push({
      depth: level,
      question: isLeaf ? "" : questionOf(trees, node, features),
      right: -1,
      size: trees.size[node],
      answer: classes.length === 0 ? String(Number(means[0].toPrecision(4))) : classes[largest(means)],
      shares: classes.length === 0 ? [] : means,
      hidden: !isLeaf && level >= depth ? end - node - 1 : 0,
    });
    if (isLeaf || level >= depth) return end;
    add(node + 1, level + 1);
    nodes[place].right = nodes.length;
    add(first + trees.right[node], level + 1);
    return end;
  };
  add(first, 0);
  const size = trees.nodeStart[tree + 1] - first;
  return treePictureFigure({
    title: `Tree ${tree + 1} of ${trees.count}: ${size} nodes`,
    classes: [...classes],
    nodes,
    ...(note === undefined ? {} : { note }),
  });
}

/** The node after the last one under `node`. */
function endOf(trees: Trees, first: number, node: number): number {
  while (trees.feature[node] >= 0) node = first + trees.right[node];
  return node + 1;
}

/** The mean of the leaves under a node, by their rows. */
function meansOf(trees: Trees, tree: number, from: number, end: number): number[] {
  const width = Math.max(1, trees.classes);
  const sums = new Array<number>(width).fill(0);
  let rows = 0;
  for (let node = from; node < end; node++) {
    if (trees.feature[node] >= 0) continue;
    const at = (trees.leafStart[tree] + trees.right[node]) * width;
    rows += trees.size[node];
    for (let c = 0; c < width; c++) sums[c] += trees.size[node] * trees.leaf[at + c];
  }
  return sums.map((sum) => sum / rows);
}

function largest(values: readonly number[]): number {
  return values.reduce((best, value, c) => (value > values[best] ? c : best), 0);
}

const MOST_LEVELS = 3;

/** "pixel406 ≤ 12.5", "species is setosa or virginica", with what happens to missing cells. */
function questionOf(trees: Trees, node: number, features: readonly Feature[]): string {
  const { name, kind, levels } = features[trees.feature[node]];
  const threshold = trees.threshold[node];
  const missing = (trees.flags[node] & 2) !== 0 && (trees.flags[node] & MISSING_LEFT) !== 0 ? " or missing" : "";
  if (threshold === Infinity) return `${name} is there`;
  if (kind === "boolean") return `${name} is false${missing}`;
  if (levels === undefined) return `${name} ≤ ${Number(threshold.toPrecision(5))}${missing}`;
  const left = levels.slice(0, Math.floor(threshold) + 1);
  const shown = left.slice(0, MOST_LEVELS).join(" or ");
  return `${name} is ${shown}${left.length > MOST_LEVELS ? ` or ${left.length - MOST_LEVELS} more` : ""}${missing}`;
}
