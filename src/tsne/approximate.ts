/**
 * Points to nearly all of their nearest neighbours, for less work: points are laid out by the leaves of a tree that halves
 * them along the coordinate of largest spread (Bentley 1975), and each chunk of queries looks only at the leaves whose
 * means are nearest.
 */
import type { Running } from "../workers/pool.js";
import { renumber } from "./given-neighbors.js";
import { type Neighbors, nearestNeighbors, type SearchOptions } from "./neighbors.js";
import { type Points, reorder } from "./order.js";

/** Points of a leaf at most; a multiple of the panels' eight. */
const LEAF = 128;
/** Share of the leaves that is looked at, and how many at least. */
const SHARE = 0.12;
const FEWEST = 48;

/** Leaves as ranges of points: `starts` has one entry more than there are leaves. */
export interface Leaves {
  starts: Uint32Array;
  /** leaves × columns. */
  means: Float64Array;
  /** How many leaves a chunk of queries looks at. */
  looked: number;
}

export async function approximateNeighbors(
  { points, k, arena }: Pick<SearchOptions, "points" | "k" | "arena">,
  running: Running,
): Promise<Neighbors> {
  const { order, starts } = leafOrder(points);
  const placed = reorder(points, order);
  const count = starts.length - 1;
  const looked = Math.min(count, Math.max(FEWEST, Math.ceil(SHARE * count), Math.ceil((3 * k) / LEAF)));
  const leaves: Leaves = { starts, means: meansOf(placed, starts), looked };
  const found = await nearestNeighbors({ points: placed, k, leaves, arena }, running);
  const back = new Uint32Array(points.rows);
  for (let i = 0; i < points.rows; i++) back[order[i]] = i;
  return renumber(found, back);
}

/** The points by leaf, and where each leaf begins; all leaves but the last begin at multiples of eight. */
export function leafOrder({ values, rows, columns }: Points): { order: Uint32Array; starts: Uint32Array } {
  const order = Uint32Array.from({ length: rows }, (_, i) => i);
  const starts: number[] = [];
  const grow = (first: number, last: number): void => {
    if (last - first <= LEAF) {
      starts.push(first);
      return;
    }
    const column = widestColumn(values, columns, order, first, last);
    const part = order.subarray(first, last);
    const sorted = Float64Array.from(part, (row) => values[row * columns + column]).sort();
    // Whole panels on the left.
    const half = 8 * Math.round((last - first) / 16);
    const pivot = sorted[half];
    const less: number[] = [];
    const equal: number[] = [];
    const more: number[] = [];
    for (const row of part) {
      const value = values[row * columns + column];
      (value < pivot ? less : value > pivot ? more : equal).push(row);
    }
    part.set([...less, ...equal, ...more]);
    grow(first, first + half);
    grow(first + half, last);
  };
  grow(0, rows);
  return { order, starts: Uint32Array.from([...starts, rows]) };
}

/** The coordinate of the largest variance among some points. */
function widestColumn(values: Float64Array, columns: number, order: Uint32Array, first: number, last: number): number {
  const sums = new Float64Array(columns);
  const squares = new Float64Array(columns);
  for (let i = first; i < last; i++) {
    const at = order[i] * columns;
    for (let j = 0; j < columns; j++) {
      sums[j] += values[at + j];
      squares[j] += values[at + j] ** 2;
    }
  }
  const spread = squares.map((square, j) => square - sums[j] ** 2 / (last - first));
  return spread.reduce((best, value, j) => (value > spread[best] ? j : best), 0);
}

function meansOf({ values, columns }: Points, starts: Uint32Array): Float64Array {
  const leaves = starts.length - 1;
  const means = new Float64Array(leaves * columns);
  for (let leaf = 0; leaf < leaves; leaf++) {
    const count = starts[leaf + 1] - starts[leaf];
    for (let i = starts[leaf]; i < starts[leaf + 1]; i++) {
      for (let j = 0; j < columns; j++) means[leaf * columns + j] += values[i * columns + j] / count;
    }
  }
  return means;
}
