/**
 * The threads' side of the affinities: rows of squared distances to probabilities of a given perplexity, and the sum of
 * the matrix and its transpose in fixed order.
 */
import type { SharedMemory } from "../wasm/shared-memory.js";
import type { TaskContext } from "../workers/job.js";
import type { Neighbors } from "./neighbors.js";

export const ROWS_IN_CHUNK = 512;
/** Ranges of columns that are turned into rows on their own. */
const RANGES = 16;
/** A row's entropy is within this of the logarithm of the perplexity. */
const TOLERANCE = 1e-7;
const MOST_STEPS = 200;

export interface ConditionalInput {
  neighbors: Neighbors;
  rows: number;
  perplexities: readonly number[];
}

export function conditionalTask({ next }: TaskContext, { neighbors, rows, perplexities }: ConditionalInput): void {
  const { k, index, distance2 } = neighbors;
  const mean = new Float64Array(k);
  for (let chunk = next(); chunk >= 0; chunk = next()) {
    const last = Math.min(rows, (chunk + 1) * ROWS_IN_CHUNK);
    for (let i = chunk * ROWS_IN_CHUNK; i < last; i++) {
      const row = distance2.subarray(i * k, (i + 1) * k);
      mean.fill(0);
      for (const perplexity of perplexities) {
        // Each perplexity looks at three times as many neighbours as it counts.
        const used = row.slice(0, Math.min(k, Math.max(1, Math.floor(3 * perplexity))));
        probabilitiesInPlace(used, perplexity);
        for (let j = 0; j < used.length; j++) mean[j] += used[j] / perplexities.length;
      }
      row.set(mean);
      sortByIndex(index.subarray(i * k, (i + 1) * k), row);
    }
  }
}

/**
 * Squared distances, ascending → probabilities exp(−β d²) / Σ whose entropy is log(perplexity): Newton's steps on β,
 * within a bracket that halves or doubles where a step would leave it.
 */
export function probabilitiesInPlace(distances2: Float64Array, perplexity: number): void {
  const count = distances2.length;
  const nearest = distances2[0];
  const target = Math.log(perplexity);
  let mean = 0;
  for (let j = 0; j < count; j++) mean += (distances2[j] - nearest) / count;
  let beta = mean > 0 ? 1 / mean : 1;
  let low = 0;
  let high = Infinity;
  const weights = new Float64Array(count);
  for (let step = 0; ; step++) {
    let sum = 0;
    let first = 0;
    let second = 0;
    for (let j = 0; j < count; j++) {
      const d = distances2[j] - nearest;
      const weight = Math.exp(-beta * d);
      weights[j] = weight;
      sum += weight;
      first += weight * d;
      second += weight * d * d;
    }
    first /= sum;
    const excess = Math.log(sum) + beta * first - target;
    if (Math.abs(excess) < TOLERANCE || step === MOST_STEPS || mean === 0) {
      for (let j = 0; j < count; j++) distances2[j] = weights[j] / sum;
      return;
    }
    // The entropy falls as β grows: its derivative is −β times the variance of d².
    if (excess > 0) low = beta;
    else high = beta;
    const wanted = beta + excess / (beta * (second / sum - first * first));
    if (wanted > low && wanted < high && wanted < 4 * beta) beta = wanted;
    else beta = high === Infinity ? 2 * beta : (low + high) / 2;
  }
}

/** Insertion sort of a short row of indices, their values with them. */
function sortByIndex(index: Uint32Array, values: Float64Array): void {
  for (let i = 1; i < index.length; i++) {
    const key = index[i];
    const value = values[i];
    let j = i - 1;
    for (; j >= 0 && index[j] > key; j--) {
      index[j + 1] = index[j];
      values[j + 1] = values[j];
    }
    index[j + 1] = key;
    values[j + 1] = value;
  }
}

export interface JoinInput {
  /** Rows sorted by index, with probabilities in place of distances. */
  neighbors: Neighbors;
  n: number;
  /** The transpose: where each row starts (n + 1), and which entries of the neighbours are in it, ascending. */
  starts: Uint32Array;
  turned: Uint32Array;
  /** Entries of each row of the sum. */
  counts: Uint32Array;
  joined?: {
    memory: SharedMemory;
    at: { starts: number; columns: number; values: number; entropies: number };
    entries: number;
  };
}

/** In lockstep: counts the transpose's rows by ranges, places them, fills them, and counts the rows of the sum. */
export function transposeTask({ slot, take, meet }: TaskContext, input: JoinInput): void {
  const { neighbors, n, starts, turned, counts } = input;
  const { k, index } = neighbors;
  const width = Math.ceil(n / RANGES);
  const entries = n * k;
  for (let range = take(RANGES); range >= 0; range = take(RANGES)) {
    const first = range * width;
    const last = Math.min(n, first + width);
    for (let entry = 0; entry < entries; entry++) {
      const column = index[entry];
      if (column >= first && column < last) starts[column + 1]++;
    }
  }
  if (!meet()) return;
  if (slot === 0) for (let i = 0; i < n; i++) starts[i + 1] += starts[i];
  if (!meet()) return;
  for (let range = take(RANGES); range >= 0; range = take(RANGES)) {
    const first = range * width;
    const last = Math.min(n, first + width);
    const free = starts.slice(first, last);
    for (let entry = 0; entry < entries; entry++) {
      const column = index[entry];
      if (column >= first && column < last) turned[free[column - first]++] = entry;
    }
  }
  if (!meet()) return;
  for (let range = take(RANGES); range >= 0; range = take(RANGES)) {
    for (let i = range * width; i < Math.min(n, (range + 1) * width); i++) {
      let both = 0;
      for (let own = i * k, other = starts[i]; own < (i + 1) * k && other < starts[i + 1];) {
        const difference = index[own] - Math.floor(turned[other] / k);
        if (difference <= 0) own++;
        if (difference >= 0) other++;
        if (difference === 0) both++;
      }
      counts[i] = k + starts[i + 1] - starts[i] - both;
    }
  }
}

/** Merges the rows of the matrix and of its transpose, both sorted. A chunk is a range of rows. */
export function joinTask({ next }: TaskContext, input: JoinInput): void {
  const { neighbors, n, starts, turned, joined } = input;
  const { k, index, distance2 } = neighbors;
  const { memory, at, entries } = joined!;
  const rows = new Uint32Array(memory.buffer, at.starts, n + 1);
  const columns = new Uint32Array(memory.buffer, at.columns, entries);
  const values = new Float32Array(memory.buffer, at.values, entries);
  const entropies = new Float64Array(memory.buffer, at.entropies, n);
  for (let chunk = next(); chunk >= 0; chunk = next()) {
    for (let i = chunk * ROWS_IN_CHUNK; i < Math.min(n, (chunk + 1) * ROWS_IN_CHUNK); i++) {
      let to = rows[i];
      let own = i * k;
      let other = starts[i];
      const [ownEnd, otherEnd] = [(i + 1) * k, starts[i + 1]];
      while (own < ownEnd || other < otherEnd) {
        const ownColumn = own < ownEnd ? index[own] : n;
        const otherColumn = other < otherEnd ? Math.floor(turned[other] / k) : n;
        const sum =
          (ownColumn <= otherColumn ? Math.fround(distance2[own++]) : 0) +
          (otherColumn <= ownColumn ? Math.fround(distance2[turned[other++]]) : 0);
        columns[to] = Math.min(ownColumn, otherColumn);
        values[to++] = sum / (2 * n);
      }
      entropies[i] = entropyOf(values.subarray(rows[i], to));
      for (; to < rows[i + 1]; to++) columns[to] = i;
    }
  }
}

/** Σ p log p. */
export function entropyOf(values: Float32Array): number {
  let sum = 0;
  for (const p of values) if (p > 0) sum += p * Math.log(p);
  return sum;
}
