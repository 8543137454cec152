/**
 * The threads' side of what needs all distances from a row: how far down the data's own ranking the map's neighbours
 * stand, and the distances between drawn rows.
 */
import { paddedTo } from "../linear/padded.js";
import { SharedArena, type SharedMemory, tsneRoutines } from "../wasm/shared-memory.js";
import type { Points } from "../tsne/order.js";
import type { TaskContext } from "../workers/job.js";

/** Rows in a memory that the threads share. */
export interface SharedRows {
  memory: SharedMemory;
  /** Byte offset of rows × coordinates f64 (padded to even by zeros), and of one line of `rows` f64 a thread. */
  points: number;
  lines: number;
  rows: number;
  coordinates: number;
}

export function shareRows({ values, rows, columns }: Points, threads: number): SharedRows {
  const arena = new SharedArena();
  const coordinates = paddedTo(columns, 2);
  const points = arena.allocate(8 * rows * coordinates);
  const lines = arena.allocate(8 * rows * threads);
  const target = new Float64Array(arena.memory.buffer, points, rows * coordinates);
  for (let i = 0; i < rows; i++) target.set(values.subarray(i * columns, (i + 1) * columns), i * coordinates);
  return { memory: arena.memory, points, lines, rows, coordinates };
}

export interface RankInput {
  shared: SharedRows;
  /** Rows that are judged. */
  drawn: Uint32Array;
  /** drawn × k: their nearest on the map. */
  near: Uint32Array;
  k: number;
  /** One a drawn row, filled: Σ max(0, rank − k). */
  excess: Float64Array;
}

/** A chunk is one drawn row. */
export function ranksTask({ next, slot }: TaskContext, { shared, drawn, near, k, excess }: RankInput): void {
  const { rows } = shared;
  const measure = measurer(shared, slot);
  for (let chunk = next(); chunk >= 0; chunk = next()) {
    const own = drawn[chunk];
    const distances = measure(own);
    let total = 0;
    for (let j = chunk * k; j < (chunk + 1) * k; j++) {
      const other = near[j];
      const distance = distances[other];
      // The rank is 1 more than the rows that are nearer, equal ones by number.
      let rank = 1;
      for (let i = 0; i < rows; i++) {
        if (distances[i] < distance || (distances[i] === distance && i < other)) rank++;
      }
      // The row itself is no neighbour.
      if (distances[own] < distance || (distances[own] === distance && own < other)) rank--;
      total += Math.max(0, rank - k);
    }
    excess[chunk] = total;
  }
}

export interface PairsInput {
  /** Only the drawn rows. */
  shared: SharedRows;
  /** rows · (rows − 1) / 2 distances, filled: row 1 to 0, row 2 to 0 and 1, … */
  distances: Float64Array;
}

/** A chunk is one row, to those before it. */
export function pairsTask({ next, slot }: TaskContext, { shared, distances }: PairsInput): void {
  const measure = measurer(shared, slot);
  for (let i = next(); i >= 0; i = next()) {
    const line = measure(i);
    for (let j = 0; j < i; j++) distances[(i * (i - 1)) / 2 + j] = Math.sqrt(line[j]);
  }
}

function measurer(
  { memory, points, lines, rows, coordinates }: SharedRows,
  slot: number,
): (row: number) => Float64Array {
  const routines = tsneRoutines(memory);
  const at = lines + 8 * rows * slot;
  const line = new Float64Array(memory.buffer, at, rows);
  return (row) => {
    routines.distancesFrom(points, rows, coordinates, points + 8 * coordinates * row, at);
    return line;
  };
}
