/**
 * The threads' side of prediction: rows down the trees. A chunk is a panel of rows, and each row adds up its leaves in the
 * order of the trees, so the sums do not depend on the threads.
 */
import type { TaskContext } from "../workers/job.js";
import type { Target } from "./target.js";
import { leafOfBins, leafOfValues, type Trees } from "./trees.js";

export interface VoteInput {
  trees: Trees;
  /** Row i begins at data[offset + i · stride]: bins of the training data, or values, NaN when missing. */
  data: Uint8Array | Float64Array;
  stride: number;
  offset: number;
  rows: number;
  binned: boolean;
  /** Only trees that were grown without the row vote: a bit a row, `bagBytes` a tree. */
  bags?: Uint8Array;
  bagBytes?: number;
  /** Only trees group[row] · groupTrees … + groupTrees − 1 vote; 255: none. */
  group?: Uint8Array;
  groupTrees?: number;
  /** rows × max(1, classes), filled: the mean over the voting trees; NaN for a row without votes. */
  shares: Float64Array;
  /** With `target`: chunks × trees × 2, filled: loss and rows with a vote after each tree. */
  losses?: Float64Array;
  target?: Target;
}

/** Rows of one chunk. */
export const VOTE_PANEL = 256;

export function voteTask({ next }: TaskContext, input: VoteInput): void {
  const { trees, data, stride, offset, rows, binned, bags, bagBytes = 0, group, groupTrees = 0 } = input;
  const { shares, losses, target } = input;
  const width = Math.max(1, trees.classes);
  const votes = new Int32Array(VOTE_PANEL);
  for (let chunk = next(); chunk >= 0; chunk = next()) {
    const first = chunk * VOTE_PANEL;
    const end = Math.min(rows, first + VOTE_PANEL);
    votes.fill(0);
    const tally = losses === undefined || target === undefined ? undefined : new Tally(target, shares, first, end);
    for (let tree = 0; tree < trees.count; tree++) {
      for (let row = first; row < end; row++) {
        if (bags !== undefined && (bags[tree * bagBytes + (row >> 3)] >> (row & 7)) & 1) continue;
        if (group !== undefined && (group[row] === 255 || Math.floor(tree / groupTrees) !== group[row])) continue;
        const at = offset + row * stride;
        const leaf = binned ? leafOfBins(trees, tree, data as Uint8Array, at) : leafOfValues(trees, tree, data, at);
        for (let c = 0; c < width; c++) shares[row * width + c] += trees.leaf[leaf * width + c];
        tally?.vote(row, ++votes[row - first]);
        if (tally === undefined) votes[row - first]++;
      }
      if (tally !== undefined) losses!.set([tally.loss, tally.counted], 2 * (chunk * trees.count + tree));
    }
    for (let row = first; row < end; row++) {
      for (let c = 0; c < width; c++) shares[row * width + c] /= votes[row - first];
    }
  }
}

/** The loss of a panel's rows so far: wrong classes, or squared errors. */
class Tally {
  loss = 0;
  counted = 0;
  readonly #losses: Float64Array;

  constructor(
    readonly target: Target,
    readonly shares: Float64Array,
    readonly first: number,
    end: number,
  ) {
    this.#losses = new Float64Array(end - first);
  }

  /** After a row's sum of shares has grown by one more of `votes` votes. */
  vote(row: number, votes: number): void {
    const before = this.#losses[row - this.first];
    const after = this.#lossOf(row, votes);
    this.#losses[row - this.first] = after;
    this.loss += after - before;
    if (votes === 1) this.counted++;
  }

  #lossOf(row: number, votes: number): number {
    if (this.target.task === "regression") return (this.shares[row] / votes - this.target.values[row]) ** 2;
    return largestOf(this.shares, row * this.target.classes.length, this.target.classes.length) ===
      this.target.labels[row]
      ? 0
      : 1;
  }
}

/** The index of the largest of `count` values from `at` on; the first of equals. */
export function largestOf(values: Float32Array | Float64Array, at: number, count: number): number {
  let best = 0;
  for (let c = 1; c < count; c++) if (values[at + c] > values[at + best]) best = c;
  return best;
}
