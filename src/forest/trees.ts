/**
 * Grown trees as flat arrays, all on shared memory, one tree after another; nodes in preorder, so that a left child is the
 * next node. And the way of one row down a tree, by its bins or by its values.
 */
export interface Trees {
  count: number;
  /** Number of classes, or 0 for regression. */
  classes: number;
  /** count + 1: where each tree's nodes begin, and where its leaves do. */
  nodeStart: Int32Array;
  leafStart: Int32Array;
  /** One a node: the feature's index, −1 in a leaf. */
  feature: Int32Array;
  /** The right child's distance from the tree's first node; in a leaf the leaf's number in its tree. */
  right: Int32Array;
  /** Values up to this go left; Infinity parts the missing from all others. */
  threshold: Float64Array;
  /** Bins up to this go left. */
  bin: Uint8Array;
  /** 1: missing cells go left; 2: bin 255 of the training data means missing. */
  flags: Uint8Array;
  /** By how much the split lowers rows · impurity. */
  gain: Float64Array;
  /** Rows the node was grown from, as often as they were drawn. */
  size: Float32Array;
  /** Shares of the classes in each leaf (leaves × classes), or means (leaves). */
  leaf: Float32Array | Float64Array;
}

export const MISSING_LEFT = 1;
export const HAS_MISSING_BIN = 2;
export const MISSING_BIN = 255;

/** Index in `leaf` (counted in leaves) of the leaf in which the tree puts a row, whose bins begin at `at`. */
export function leafOfBins(trees: Trees, tree: number, bins: Uint8Array, at: number): number {
  const { feature, right, bin, flags } = trees;
  const first = trees.nodeStart[tree];
  let node = first;
  for (;;) {
    const asked = feature[node];
    if (asked < 0) return trees.leafStart[tree] + right[node];
    const found = bins[at + asked];
    const left =
      found === MISSING_BIN && (flags[node] & HAS_MISSING_BIN) !== 0
        ? (flags[node] & MISSING_LEFT) !== 0
        : found <= bin[node];
    node = left ? node + 1 : first + right[node];
  }
}

/** The same for values, NaN when missing. */
export function leafOfValues(trees: Trees, tree: number, values: Uint8Array | Float64Array, at: number): number {
  const { feature, right, threshold, flags } = trees;
  const first = trees.nodeStart[tree];
  let node = first;
  for (;;) {
    const asked = feature[node];
    if (asked < 0) return trees.leafStart[tree] + right[node];
    const found = values[at + asked];
    const left = found <= threshold[node] || (found !== found && (flags[node] & MISSING_LEFT) !== 0);
    node = left ? node + 1 : first + right[node];
  }
}

/** Room for trees of so many nodes and leaves in all. */
export function allocateTrees(count: number, classes: number, nodes: number, leaves: number): Trees {
  const shared = (bytes: number): SharedArrayBuffer => new SharedArrayBuffer(bytes);
  return {
    count,
    classes,
    nodeStart: new Int32Array(shared(4 * (count + 1))),
    leafStart: new Int32Array(shared(4 * (count + 1))),
    feature: new Int32Array(shared(4 * nodes)),
    right: new Int32Array(shared(4 * nodes)),
    threshold: new Float64Array(shared(8 * nodes)),
    bin: new Uint8Array(shared(nodes)),
    flags: new Uint8Array(shared(nodes)),
    gain: new Float64Array(shared(8 * nodes)),
    size: new Float32Array(shared(4 * nodes)),
    leaf:
      classes === 0
        ? new Float64Array(shared(8 * leaves))
        : new Float32Array(shared(4 * leaves * Math.max(1, classes))),
  };
}
