/** Small forests for tests, with their trees and bins laid open. */
import { type Bins, binFrame } from "#src/forest/bins.js";
import { featuresOf } from "#src/forest/features.js";
import { growTrees } from "#src/forest/grow.js";
import { forestSettings, type ForestOptions } from "#src/forest/options.js";
import { sharedWeights } from "#src/forest/random-forest.js";
import { type Target, targetOf } from "#src/forest/target.js";
import type { Trees } from "#src/forest/trees.js";
import type { Frame } from "#src/frame/frame.js";

export interface Laid {
  trees: Trees;
  bins: Bins;
  target: Target;
  bags: Uint8Array;
  bagBytes: number;
}

export async function grow(frame: Frame, options: ForestOptions): Promise<Laid> {
  const threads = options.threads ?? 0;
  const target = targetOf(frame, options.target, options.task);
  const rows = Uint32Array.from({ length: frame.rowCount }, (_, row) => row);
  const features = featuresOf(frame, target, rows);
  const settings = forestSettings(options, target, features.length);
  const bins = await binFrame(frame, features, { threads }, options.exact);
  const grown = await growTrees(
    {
      bins,
      target,
      classWeights: sharedWeights(settings.classWeights),
      growth: settings,
      forests: [{ rows, seed: settings.seed }],
      trees: settings.trees,
      keepBags: true,
    },
    { threads },
  );
  return { trees: grown.trees, bins, target, bags: grown.bags, bagBytes: grown.bagBytes };
}

/** One tree of all rows, every feature looked at in each split. */
export const wholeTree = { trees: 1, replace: false, sampleFraction: 1 } as const;

/** The nodes of a tree, walked from the root, with the training rows that come by. */
export interface Visit {
  node: number;
  rows: number[];
  depth: number;
}

export function visits(trees: Trees, tree: number, rows: number[][]): Visit[] {
  const first = trees.nodeStart[tree];
  const found: Visit[] = [];
  const walk = (node: number, here: number[], depth: number): void => {
    found.push({ node, rows: here, depth });
    if (trees.feature[node] < 0) return;
    const isLeft = (i: number): boolean => {
      const value = rows[i][trees.feature[node]];
      return Number.isNaN(value) ? (trees.flags[node] & 1) !== 0 : value <= trees.threshold[node];
    };
    walk(node + 1, here.filter(isLeft), depth + 1);
    walk(
      first + trees.right[node],
      here.filter((i) => !isLeft(i)),
      depth + 1,
    );
  };
  walk(
    first,
    rows.map((_, i) => i),
    0,
  );
  return found;
}
