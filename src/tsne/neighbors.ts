/**
 * Points to the nearest neighbours of each (or of other rows, the queries): exact, by squared Euclidean distance, ties
 * by number.
 *
 * The search compares all pairs in 16-bit integers, in a WebAssembly memory that the threads share, and weighs what may
 * be near enough again in float64: see `src/assembly/tsne/nearest.ts`.
 */
import { sharedDoubles } from "../matrix/matrix.js";
import { paddedTo } from "../linear/padded.js";
import { SharedArena } from "../wasm/shared-memory.js";
import { run, type Running } from "../workers/pool.js";
import type { Leaves } from "./approximate.js";
import { blockBytes, BLOCKS, PANELS_IN_CHUNK, QUERIES_IN_CHUNK, type SearchInput } from "./neighbors-task.js";
import type { Points } from "./order.js";

export interface Neighbors {
  /** Neighbours of each row. */
  k: number;
  /** rows × k, nearest first, shared. */
  index: Uint32Array;
  /** rows × k squared distances, shared. */
  distance2: Float64Array;
}

export interface SearchOptions {
  points: Points;
  queries?: Points;
  k: number;
  leaves?: Leaves;
  arena?: SharedArena;
}

/** Longest row in units of the integers: 4 · 23 000² < 2³¹. */
const LONGEST = 23_000;
/** Pairs of coordinates that bound a distance from below before the rest is looked at. */
const HEAD_PAIRS = 8;

const module: string = new URL("./neighbors-task.js", import.meta.url).href;

/**
 * The k nearest of `points` to each of the queries; without queries, to each of the points, itself left out. With leaves,
 * only the nearest of these are looked at. The arena is where the search works; nothing in it is of use afterwards.
 */
export async function nearestNeighbors(
  { points, queries, k, leaves, arena = new SharedArena() }: SearchOptions,
  running: Running,
): Promise<Neighbors> {
  const asked = queries ?? points;
  const coordinates = paddedTo(points.columns, 2);
  const pairs = coordinates / 2;
  const keep = k + (queries === undefined ? 1 : 0);
  const capacity = paddedTo(Math.max(512, 2 * keep + 128), 16);
  const panels = Math.ceil(points.rows / 8);
  const shared = queries === undefined;
  const pointsAt = arena.allocate(8 * points.rows * coordinates);
  const result: Neighbors = {
    k,
    index: new Uint32Array(new SharedArrayBuffer(4 * asked.rows * k)),
    distance2: sharedDoubles(asked.rows * k),
  };
  const input: SearchInput = {
    ...scaleOf(points, asked),
    points,
    queries: asked,
    coordinates,
    pairs,
    headPairs: pairs > 1.5 * HEAD_PAIRS ? HEAD_PAIRS : pairs,
    keep,
    capacity,
    withoutSelf: shared,
    result,
    leaves,
    memory: arena.memory,
    at: {
      points: pointsAt,
      queries: shared ? pointsAt : arena.allocate(8 * asked.rows * coordinates),
      panels: arena.allocate(32 * panels * pairs),
      norms: arena.allocate(32 * panels),
      heads: arena.allocate(32 * panels),
      threads: arena.allocate(0),
    },
  };
  arena.allocate(running.threads * (BLOCKS * blockBytes(pairs, capacity) + 32 * capacity));
  const quiet = { threads: running.threads, signal: running.signal };
  const chunks = Math.ceil(Math.max(panels, Math.ceil(asked.rows / 8)) / PANELS_IN_CHUNK);
  await run({ ...quiet, task: { module, name: "packTask" }, input, chunks });
  const searches = Math.ceil(asked.rows / QUERIES_IN_CHUNK);
  await run({ ...running, task: { module, name: "searchTask" }, input, chunks: searches });
  return result;
}

/** The shift that centres the points, and the units per unit that the longest of all rows allows. */
function scaleOf(points: Points, queries: Points): { shift: Float64Array; scale: number } {
  const { columns } = points;
  const shift = new Float64Array(columns);
  for (let i = 0, at = 0; i < points.rows; i++) for (let j = 0; j < columns; j++) shift[j] += points.values[at++];
  for (let j = 0; j < columns; j++) shift[j] /= points.rows;
  let longest2 = 0;
  for (const { values, rows } of new Set([points, queries])) {
    for (let i = 0, at = 0; i < rows; i++) {
      let sum = 0;
      for (let j = 0; j < columns; j++) sum += (values[at++] - shift[j]) ** 2;
      longest2 = Math.max(longest2, sum);
    }
  }
  const longest = Math.sqrt(longest2);
  // Rounding moves a row by at most half a unit in each coordinate.
  return { shift, scale: longest > 0 ? (LONGEST - Math.sqrt(columns)) / longest : 1 };
}

/** Squared distances of rows of length 1 to squares of 1 − cos. */
export function cosinesInPlace({ distance2 }: Neighbors): void {
  for (let i = 0; i < distance2.length; i++) distance2[i] = (distance2[i] / 2) ** 2;
}
