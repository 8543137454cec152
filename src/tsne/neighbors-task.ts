/**
 * The threads' side of the neighbour search: rows are packed into panels of eight in 16-bit integers, then each chunk of
 * queries goes over all panels, its own surroundings first, so that most of the rest is soon known to be too far.
 */
import type { TaskContext } from "../workers/job.js";
import { type SharedMemory, tsneRoutines } from "../wasm/shared-memory.js";
import type { Leaves } from "./approximate.js";
import type { Neighbors } from "./neighbors.js";
import type { Points } from "./order.js";

/** Panels of eight rows packed in one chunk; queries searched for in one chunk, in blocks of four. */
export const PANELS_IN_CHUNK = 256;
export const BLOCKS = 16;
export const QUERIES_IN_CHUNK: number = 4 * BLOCKS;
/** Panels that stay in a core's cache while all blocks of a chunk go over them. */
const TILE = 128;
/** Squared norm of what pads the last panel: too far for any query that has a threshold. */
const FAR = 0x3fffffff;

export interface SearchInput {
  points: Points;
  queries: Points;
  /** Columns padded to even, half of it, and how many pairs come first. */
  coordinates: number;
  pairs: number;
  headPairs: number;
  /** Entries a list keeps, and most it holds. */
  keep: number;
  capacity: number;
  /** Whether each query is the point of its own number, which is no neighbour. */
  withoutSelf: boolean;
  /** A coordinate in units is (value − shift) · scale, rounded. */
  shift: Float64Array;
  scale: number;
  result: Neighbors;
  /** When only some leaves are looked at. */
  leaves: Leaves | undefined;
  memory: SharedMemory;
  /** Byte offsets in the memory. */
  at: { points: number; queries: number; panels: number; norms: number; heads: number; threads: number };
}

/** Bytes of one block of four queries with their lists. */
export function blockBytes(pairs: number, capacity: number): number {
  return 64 + 16 * pairs + 32 * capacity;
}

/** Copies rows in float64 and packs the points into panels. A chunk is a range of eight-row groups. */
export function packTask({ next }: TaskContext, input: SearchInput): void {
  const { points, queries, coordinates, pairs, headPairs, withoutSelf, at, memory } = input;
  const panels = Math.ceil(points.rows / 8);
  const packed = new Int16Array(memory.buffer, at.panels, 16 * panels * pairs);
  const norms = new Int32Array(memory.buffer, at.norms, 8 * panels);
  const heads = new Int32Array(memory.buffer, at.heads, 8 * panels);
  const row = new Int16Array(coordinates);
  for (let chunk = next(); chunk >= 0; chunk = next()) {
    const first = 8 * PANELS_IN_CHUNK * chunk;
    const count = 8 * PANELS_IN_CHUNK;
    copyDoubles(
      points,
      first,
      count,
      coordinates,
      new Float64Array(memory.buffer, at.points, points.rows * coordinates),
    );
    if (!withoutSelf) {
      const length = queries.rows * coordinates;
      copyDoubles(queries, first, count, coordinates, new Float64Array(memory.buffer, at.queries, length));
    }
    for (let i = first; i < Math.min(first + count, 8 * panels); i++) {
      const to = 16 * pairs * (i >> 3) + 2 * (i & 7);
      if (i >= points.rows) {
        norms[i] = heads[i] = FAR;
        continue;
      }
      quantizeRow(input, points, i, row);
      for (let pair = 0; pair < pairs; pair++) {
        packed[to + 16 * pair] = row[2 * pair];
        packed[to + 16 * pair + 1] = row[2 * pair + 1];
      }
      norms[i] = squares(row, coordinates);
      heads[i] = squares(row, 2 * headPairs);
    }
  }
}

/** Searches for the neighbours of one chunk of queries at a time. */
export function searchTask({ slot, next }: TaskContext, input: SearchInput): void {
  const { points, queries, coordinates, pairs, headPairs, keep, capacity, at, memory, scale } = input;
  const routines = tsneRoutines(memory);
  const size = blockBytes(pairs, capacity);
  const blocks = at.threads + slot * (BLOCKS * size + 32 * capacity);
  const scratch = blocks + BLOCKS * size;
  const distancesAt = scratch + 16 * capacity;
  const indexAt = distancesAt + 8 * capacity;
  routines.beginSearch(
    pairs,
    headPairs,
    at.points,
    at.queries,
    coordinates,
    points.rows,
    keep,
    capacity,
    scale,
    scratch,
  );
  const panels = Math.ceil(points.rows / 8);
  const tiles = Math.ceil(panels / TILE);
  const distances = new Float64Array(memory.buffer, distancesAt, capacity);
  const index = new Uint32Array(memory.buffer, indexAt, capacity);
  for (let chunk = next(); chunk >= 0; chunk = next()) {
    const first = QUERIES_IN_CHUNK * chunk;
    const count = Math.min(QUERIES_IN_CHUNK, queries.rows - first);
    const used = Math.ceil(count / 4);
    for (let block = 0; block < used; block++) openBlock(input, blocks + block * size, first + 4 * block);
    const own = Math.floor((first / queries.rows) * tiles);
    const ranges =
      input.leaves === undefined ? outward(own, tiles, panels) : nearestLeaves(input.leaves, queries, first, count);
    for (const [from, to] of ranges) {
      for (let block = 0; block < used; block++) {
        const query = first + 4 * block;
        routines.scanPanels(blocks + block * size, query, at.panels, at.norms, at.heads, from, to);
      }
    }
    for (let q = 0; q < count; q++) {
      const query = first + (q & ~3);
      const found = routines.finishQuery(blocks + (q >> 2) * size, query, q & 3, distancesAt, indexAt);
      keepRow(input, first + q, distances, index, found);
    }
  }
}

/** All tiles as ranges of panels, by their distance from the own one: own, own + 1, own − 1, …, round the ends. */
function outward(own: number, tiles: number, panels: number): [number, number][] {
  return Array.from({ length: tiles }, (_, step) => {
    const away = step % 2 === 1 ? (step + 1) / 2 : -step / 2;
    const tile = (own + away + tiles) % tiles;
    return [TILE * tile, Math.min(panels, TILE * (tile + 1))];
  });
}

/** The leaves whose means are nearest to the mean of some queries, as ranges of panels, nearest first. */
function nearestLeaves(leaves: Leaves, { values, columns }: Points, first: number, count: number): [number, number][] {
  const { starts, means, looked } = leaves;
  const mean = new Float64Array(columns);
  for (let i = first; i < first + count; i++) {
    for (let j = 0; j < columns; j++) mean[j] += values[i * columns + j] / count;
  }
  const distances = Float64Array.from({ length: starts.length - 1 }, (_, leaf) => {
    let sum = 0;
    for (let j = 0; j < columns; j++) sum += (means[leaf * columns + j] - mean[j]) ** 2;
    return sum;
  });
  const nearest = Array.from(distances.keys()).sort((a, b) => distances[a] - distances[b] || a - b);
  return nearest.slice(0, looked).map((leaf) => [starts[leaf] >> 3, Math.ceil(starts[leaf + 1] / 8)]);
}

/** Empties a block's lists and packs its four queries; what pads the last block repeats the last query. */
function openBlock(input: SearchInput, block: number, first: number): void {
  const { queries, coordinates, pairs, headPairs, memory } = input;
  const head = new Int32Array(memory.buffer, block, 16);
  const packed = new Int16Array(memory.buffer, block + 64, 8 * pairs);
  const row = new Int16Array(coordinates);
  for (let q = 0; q < 4; q++) {
    quantizeRow(input, queries, Math.min(first + q, queries.rows - 1), row);
    for (let pair = 0; pair < pairs; pair++) {
      packed[8 * pair + 2 * q] = row[2 * pair];
      packed[8 * pair + 2 * q + 1] = row[2 * pair + 1];
    }
    head[q] = squares(row, coordinates);
    head[4 + q] = squares(row, 2 * headPairs);
    head[8 + q] = first + q < queries.rows ? 0x7fffffff : -1;
    head[12 + q] = 0;
  }
}

/** Writes a query's neighbours, without itself, into the result. */
function keepRow(
  { keep, withoutSelf, result }: SearchInput,
  row: number,
  distances: Float64Array,
  index: Uint32Array,
  found: number,
): void {
  const { k } = result;
  let to = row * k;
  for (let i = 0; i < Math.min(found, keep) && to < (row + 1) * k; i++) {
    if (withoutSelf && index[i] === row) continue;
    result.index[to] = index[i];
    result.distance2[to++] = distances[i];
  }
}

function quantizeRow({ shift, scale }: SearchInput, { values, columns }: Points, i: number, row: Int16Array): void {
  for (let j = 0; j < columns; j++) row[j] = Math.round((values[i * columns + j] - shift[j]) * scale);
}

function squares(row: Int16Array, count: number): number {
  let sum = 0;
  for (let j = 0; j < count; j++) sum += row[j] * row[j];
  return sum;
}

/** Rows first … first + count − 1, as far as there are, with their columns padded by zeros. */
function copyDoubles(
  { values, rows, columns }: Points,
  first: number,
  count: number,
  coordinates: number,
  target: Float64Array,
): void {
  for (let i = first; i < Math.min(rows, first + count); i++) {
    target.set(values.subarray(i * columns, (i + 1) * columns), i * coordinates);
  }
}
