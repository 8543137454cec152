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
  /** Only trees group[row] · groupTrees … + groupTrees − 1 vote; `NO_GROUP`: none. */
  group?: Uint8Array;
  groupTrees?: number;
  /** The rows that have trees to vote, group by group, so that those of a chunk go down the same ones. */
  order: Int32Array;
  /** rows × max(1, classes), filled: the mean over the voting trees; NaN for a row without votes. */
  shares: Float64Array;
  /** With `target`: chunks × trees × 2, filled: loss and rows with a vote after each tree. */
  losses?: Float64Array;
  target?: Target;
}

export const NO_GROUP = 255;

/** Fewest and most rows of a chunk, and how many chunks there are between. */
const FEWEST = 256;
const MOST = 4096;
const CHUNKS = 32;

/** Rows of a chunk, by their number alone: the more, the longer a tree stays in the cache. */
export function votePanel(rows: number): number {
  return Math.min(MOST, Math.max(FEWEST, Math.ceil(rows / CHUNKS)));
}

export function voteTask({ next }: TaskContext, input: VoteInput): void {
  const { trees, data, stride, offset, order, binned, bags, bagBytes = 0, group, groupTrees = trees.count } = input;
  const { shares, losses, target } = input;
  const width = Math.max(1, trees.classes);
  const size = votePanel(order.length);
  const votes = new Int32Array(size);
  for (let chunk = next(); chunk >= 0; chunk = next()) {
    const panel = order.subarray(chunk * size, (chunk + 1) * size);
    votes.fill(0);
    const tally = losses === undefined || target === undefined ? undefined : new Tally(target, shares, panel.length);
    let [voters, first, end] = [-1, 0, 0];
    for (let tree = 0; tree < trees.count; tree++) {
      const voting = Math.floor(tree / groupTrees);
      if (voting !== voters) [voters, first, end] = [voting, ...rangeOf(panel, group, voting)];
      for (let i = first; i < end; i++) {
        const row = panel[i];
        if (bags !== undefined && (bags[tree * bagBytes + (row >> 3)] >> (row & 7)) & 1) continue;
        const at = offset + row * stride;
        const leaf = binned ? leafOfBins(trees, tree, data as Uint8Array, at) : leafOfValues(trees, tree, data, at);
        for (let c = 0; c < width; c++) shares[row * width + c] += trees.leaf[leaf * width + c];
        votes[i]++;
        tally?.vote(i, row, votes[i]);
      }
      if (tally !== undefined) losses!.set([tally.loss, tally.counted], 2 * (chunk * trees.count + tree));
    }
    panel.forEach((row, i) => {
      for (let c = 0; c < width; c++) shares[row * width + c] /= votes[i];
    });
  }
}

/** Where the rows of a group begin in a panel and where they end; without groups all are of the one. */
function rangeOf(panel: Int32Array, group: Uint8Array | undefined, wanted: number): [number, number] {
  if (group === undefined) return [0, panel.length];
  const first = panel.findIndex((row) => group[row] >= wanted);
  const end = panel.findIndex((row) => group[row] > wanted);
  return [first < 0 ? panel.length : first, end < 0 ? panel.length : end];
}

/** The loss of a panel's rows so far: wrong classes, or squared errors. */
class Tally {
  loss = 0;
  counted = 0;
  readonly #losses: Float64Array;

  constructor(
    readonly target: Target,
    readonly shares: Float64Array,
    rows: number,
  ) {
    this.#losses = new Float64Array(rows);
  }

  /** After the sum of shares of the panel's i-th row has grown by one more of `votes` votes. */
  vote(i: number, row: number, votes: number): void {
    const before = this.#losses[i];
    const after = this.#lossOf(row, votes);
    this.#losses[i] = after;
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
