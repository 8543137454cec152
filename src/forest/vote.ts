/**
 * Rows down the trees on all threads: the mean leaf of each row, rows × max(1, classes).
 */
import type { Frame } from "../frame/frame.js";
import { run, type Running } from "../workers/pool.js";
import type { Bins } from "./bins.js";
import type { Feature } from "./features.js";
import type { Target } from "./target.js";
import type { Trees } from "./trees.js";
import { NO_GROUP, type VoteInput, votePanel } from "./vote-task.js";

const task = { module: new URL("./vote-task.js", import.meta.url).href, name: "voteTask" };

export async function vote(input: Omit<VoteInput, "shares" | "order">, running: Running): Promise<Float64Array> {
  const { rows, group, trees } = input;
  const width = Math.max(1, trees.classes);
  const shares = new Float64Array(new SharedArrayBuffer(8 * rows * width));
  const order = votingOrder(rows, group);
  group?.forEach((own, row) => {
    if (own === NO_GROUP) shares.fill(NaN, row * width, (row + 1) * width);
  });
  const chunks = Math.max(1, Math.ceil(order.length / votePanel(order.length)));
  await run({ ...running, task, input: { ...input, shares, order }, chunks });
  return shares;
}

/** The rows with votes to come: those of group 0, then those of group 1, and so on. */
function votingOrder(rows: number, group?: Uint8Array): Int32Array {
  const keys = Float64Array.from({ length: rows }, (_, row) => (group === undefined ? 0 : group[row]) * rows + row);
  const sorted = keys.filter((key) => key < NO_GROUP * rows).sort();
  return Int32Array.from(sorted, (key) => key % rows);
}

/** The training rows as the trees were grown on them. */
export function binnedRows(bins: Bins): Pick<VoteInput, "data" | "stride" | "offset" | "rows" | "binned"> {
  const { exact } = bins;
  if (exact !== undefined) {
    return { data: exact.values, stride: bins.features, offset: 0, rows: bins.rows, binned: false };
  }
  return { data: bins.lines, stride: bins.linesStride, offset: bins.linesOffset, rows: bins.rows, binned: true };
}

/** Any frame's rows, by value. Throws when a feature's column is not there or not of its kind. */
export function valueRows(
  frame: Frame,
  features: readonly Feature[],
): Pick<VoteInput, "data" | "stride" | "offset" | "rows" | "binned"> {
  const names = features.map(({ name }) => name);
  const columns = names.map((name) => frame.column(name));
  const rows = frame.rowCount;
  if (columns.every((column) => column.isBytes) && features.every(({ levels }) => levels === undefined)) {
    const { data, rowStride, offset } = frame.toMatrix(names);
    return { data: data as Uint8Array, stride: rowStride, offset, rows, binned: false };
  }
  const data = new Float64Array(new SharedArrayBuffer(8 * rows * names.length));
  columns.forEach((column, f) => {
    const numbers = features[f].numbers(column);
    for (let row = 0; row < rows; row++) data[row * names.length + f] = numbers[row];
  });
  return { data, stride: names.length, offset: 0, rows, binned: false };
}

export interface OutOfBag {
  /** rows × max(1, classes); NaN for rows that were in every bag. */
  shares: Float64Array;
  /** After each tree: the share of rows predicted wrong, or the mean squared error; NaN while no row has a vote. */
  errors: Float64Array;
}

/** Each training row by the trees that were grown without it. */
export async function outOfBag(
  bins: Bins,
  target: Target,
  trees: Trees,
  { bags, bagBytes }: { bags: Uint8Array; bagBytes: number },
  running: Running,
): Promise<OutOfBag> {
  const chunks = Math.ceil(bins.rows / votePanel(bins.rows));
  const losses = new Float64Array(new SharedArrayBuffer(16 * chunks * trees.count));
  const shares = await vote({ ...binnedRows(bins), trees, bags, bagBytes, losses, target }, running);
  const errors = new Float64Array(trees.count);
  for (let tree = 0; tree < trees.count; tree++) {
    let loss = 0;
    let rows = 0;
    for (let chunk = 0; chunk < chunks; chunk++) {
      loss += losses[2 * (chunk * trees.count + tree)];
      rows += losses[2 * (chunk * trees.count + tree) + 1];
    }
    errors[tree] = loss / rows;
  }
  return { shares, errors };
}
