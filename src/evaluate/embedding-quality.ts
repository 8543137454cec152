/**
 * How well a map (n × dims) of rows (n × columns) keeps neighbours, classes and distances: numbers from 0 or −1 to 1,
 * for any map, t-SNE's or a low rank model's.
 *
 * After Kobak & Berens 2019 (doi:10.1038/s41467-019-13056-x): neighbour preservation is their KNN, distance correlation
 * their CPD. Trustworthiness: Venna & Kaski 2001. Large data are judged by a random sample of rows, neighbours being
 * sought among all.
 */
import { seededRandom, shuffleInPlace } from "../data/random.js";
import { groupsOf, type Labels } from "../display/groups.js";
import { notebookHost } from "../display/host.js";
import { checkWhole } from "../frame/check-values.js";
import { Frame } from "../frame/frame.js";
import { firstMissing } from "../matrix/columns.js";
import { type Matrix, sharedDoubles } from "../matrix/matrix.js";
import { nearestNeighbors } from "../tsne/neighbors.js";
import type { Points } from "../tsne/order.js";
import { principalComponents, project } from "../tsne/reduce.js";
import { checkThreads, defaultThreads, run, type Running } from "../workers/pool.js";
import { type PairsInput, type RankInput, shareRows } from "./embedding-ranks-task.js";
import { rankCorrelation } from "./rank-correlation.js";

/** Rows by rows: a frame of numbers, or a model with a representation (GLRM's X) or an embedding (t-SNE's map). */
export type Rows = Frame | { readonly representation: Frame } | { readonly embedding: Frame };

export interface QualityOptions {
  /** How many nearest rows count. Default 10 (5 for trustworthiness). */
  k?: number;
  /** Rows that are judged, drawn at random; all when there are no more. Default 2000. */
  sample?: number;
  /** For the draw. Default 1. */
  seed?: number;
  /** Compares rows of the data by so many principal components, as t-SNE does. Default: by all columns. */
  components?: number;
  /** Worker threads; the result does not depend on it. Default: one per core, or LOWRANK_THREADS. */
  threads?: number;
  /** Default: the notebook's interrupt. */
  signal?: AbortSignal;
}

const module: string = new URL("./embedding-ranks-task.js", import.meta.url).href;

/**
 * The mean share of a row's k nearest rows that are among its k nearest on the map: 0 … 1.
 *
 * ```ts
 * await neighborPreservation(pixels, map.embedding, { k: 10 });
 * ```
 */
export async function neighborPreservation(rows: Rows, map: Rows, options: QualityOptions = {}): Promise<number> {
  const { original, embedded, drawn, k, running } = await pairOf(rows, map, options, 10);
  const before = await neighborsOf(original, drawn, k, running);
  const after = await neighborsOf(embedded, drawn, k, running);
  let kept = 0;
  for (let i = 0; i < drawn.length; i++) {
    const near = new Set(before.subarray(i * k, (i + 1) * k));
    for (let j = i * k; j < (i + 1) * k; j++) if (near.has(after[j])) kept++;
  }
  return kept / (drawn.length * k);
}

/**
 * 1 less the mean excess rank, in the data, of a row's k nearest on the map, scaled so that the worst map has 0. With a
 * sample, the mean over its rows.
 */
export async function trustworthiness(rows: Rows, map: Rows, options: QualityOptions = {}): Promise<number> {
  const { original, embedded, drawn, k, running } = await pairOf(rows, map, options, 5);
  const n = original.rows;
  if (2 * n - 3 * k - 1 <= 0 || 2 * k >= n) {
    throw new RangeError(`Expected k to be less than half of the ${n} rows but found ${k}`);
  }
  const near = await neighborsOf(embedded, drawn, k, running);
  const excess = sharedDoubles(drawn.length);
  const input: RankInput = { shared: shareRows(original, running.threads), drawn: shared(drawn), near, k, excess };
  await run({ ...running, task: { module, name: "ranksTask" }, input, chunks: drawn.length });
  const total = excess.reduce((sum, value) => sum + value, 0);
  return 1 - (2 / (drawn.length * k * (2 * n - 3 * k - 1))) * total;
}

/**
 * The share of rows whose class is that of most of their k nearest on the map, themselves left out; of classes with
 * equally many, the one with the nearest row counts. Rows without a class are not judged and have no vote.
 */
export async function knnAccuracy(
  map: Rows,
  { label, ...options }: QualityOptions & { label: Labels },
): Promise<number> {
  const { embedded, drawn, k, running } = await pairOf(map, map, options, 10);
  const { group, groupNames, missingGroup } = groupsOf(label);
  if (group.length !== embedded.rows) {
    throw new RangeError(
      `Expected label to have one value for each of the ${embedded.rows} rows but found ${group.length}`,
    );
  }
  const near = await neighborsOf(embedded, drawn, k, running);
  const votes = new Uint32Array(groupNames.length);
  let [judged, right] = [0, 0];
  for (const [i, row] of drawn.entries()) {
    if (group[row] === missingGroup) continue;
    judged++;
    const voters = near.subarray(i * k, (i + 1) * k).filter((other) => group[other] !== missingGroup);
    votes.fill(0);
    for (const other of voters) votes[group[other]]++;
    const most = Math.max(...votes);
    const winner = voters.find((other) => votes[group[other]] === most);
    if (winner !== undefined && group[winner] === group[row]) right++;
  }
  if (judged === 0) throw new RangeError("Expected label to have a class for some row that is judged but found none");
  return right / judged;
}

/** Spearman's correlation of all distances between sampled rows in the data and on the map: −1 … 1. Default sample 1000. */
export async function distanceCorrelation(
  rows: Rows,
  map: Rows,
  options: Omit<QualityOptions, "k"> = {},
): Promise<number> {
  const { original, embedded, drawn, running } = await pairOf(rows, map, { sample: 1000, ...options }, 1);
  const before = await distancesBetween(original, drawn, running);
  return rankCorrelation(before, await distancesBetween(embedded, drawn, running));
}

interface Pair {
  original: Points;
  embedded: Points;
  /** Rows that are judged, ascending. */
  drawn: Uint32Array;
  k: number;
  running: Running;
}

async function pairOf(rows: Rows, map: Rows, options: QualityOptions, usualK: number): Promise<Pair> {
  const { k = usualK, sample = 2000, seed = 1, threads = defaultThreads() } = options;
  const { components, signal = notebookHost()?.signal } = options;
  checkWhole("sample", sample, 1);
  checkThreads(threads);
  if (components !== undefined) checkWhole("components", components, 1);
  const running = { threads, signal };
  const data = matrixOf(rows);
  const embedded = pointsOf(matrixOf(map));
  const reduced = components !== undefined && components < Math.min(data.rows, data.columns) && rows !== map;
  const original = reduced
    ? await project(data, await principalComponents(data, components, seed, running), running)
    : rows === map
      ? embedded
      : pointsOf(data);
  if (original.rows !== embedded.rows) {
    throw new RangeError(`Expected a map of as many rows as the data, ${original.rows}, but found ${embedded.rows}`);
  }
  if (original.rows < 3) throw new RangeError(`Expected at least 3 rows but found ${original.rows}`);
  checkWhole("k", k, 1, original.rows - 1);
  const all = Uint32Array.from({ length: original.rows }, (_, i) => i);
  const drawn =
    sample >= original.rows
      ? all
      : shuffleInPlace(all, seededRandom(seed))
          .slice(0, sample)
          .sort((a, b) => a - b);
  return { original, embedded, drawn, k, running };
}

function matrixOf(rows: Rows): Matrix {
  const frame = rows instanceof Frame ? rows : "embedding" in rows ? rows.embedding : rows.representation;
  const matrix: Matrix = frame.toMatrix();
  const missing = firstMissing(matrix);
  if (missing !== undefined) {
    const { row, column, value } = missing;
    throw new RangeError(`Expected every cell to be a finite number but found ${value} in row ${row} of "${column}"`);
  }
  return matrix;
}

function pointsOf({ data, rows, columns, rowStride, offset }: Matrix): Points {
  const values = sharedDoubles(rows * columns);
  for (let i = 0; i < rows; i++) {
    const from = offset + i * rowStride;
    values.set(data.subarray(from, from + columns), i * columns);
  }
  return { values, rows, columns };
}

/** Some rows of the points, in their order. */
function pick({ values, columns }: Points, drawn: Uint32Array): Points {
  const picked = sharedDoubles(drawn.length * columns);
  drawn.forEach((row, i) => picked.set(values.subarray(row * columns, (row + 1) * columns), i * columns));
  return { values: picked, rows: drawn.length, columns };
}

/** drawn × k: the nearest rows of each drawn row, itself left out. */
async function neighborsOf(points: Points, drawn: Uint32Array, k: number, running: Running): Promise<Uint32Array> {
  const { index } = await nearestNeighbors({ points, queries: pick(points, drawn), k: k + 1 }, running);
  const near = new Uint32Array(new SharedArrayBuffer(4 * drawn.length * k));
  for (let i = 0; i < drawn.length; i++) {
    let to = i * k;
    for (let j = i * (k + 1); j < (i + 1) * (k + 1) && to < (i + 1) * k; j++) {
      if (index[j] !== drawn[i]) near[to++] = index[j];
    }
  }
  return near;
}

function shared(rows: Uint32Array): Uint32Array {
  const copy = new Uint32Array(new SharedArrayBuffer(4 * rows.length));
  copy.set(rows);
  return copy;
}

/** Euclidean distances of all pairs of drawn rows. */
async function distancesBetween(points: Points, drawn: Uint32Array, running: Running): Promise<Float64Array> {
  const count = drawn.length;
  const distances = sharedDoubles((count * (count - 1)) / 2);
  const input: PairsInput = { shared: shareRows(pick(points, drawn), running.threads), distances };
  await run({ ...running, task: { module, name: "pairsTask" }, input, chunks: count });
  return distances;
}
