/**
 * New rows to places on a finished map, one row at a time and independent of each other: start at the median of the
 * nearest rows' places, then descend the divergence of the row's own affinities with the map held still (Poličar, Stražar,
 * Zupan 2021, doi:10.1007/978-3-030-88942-5_1; defaults as openTSNE's `transform`).
 *
 * In the plane the map's forces come from its grid, taken once; in other dimensions from all its points.
 */
import type { Running } from "../workers/pool.js";
import { checkBetween, checkWhole } from "../frame/check-values.js";
import { run } from "../workers/pool.js";
import { sharedDoubles } from "../matrix/matrix.js";
import { conditionalAffinities } from "./affinities.js";
import { cosinesInPlace, nearestNeighbors } from "./neighbors.js";
import type { Points } from "./order.js";
import { type Field, mapField } from "./field.js";
import { PLACED_IN_CHUNK, type PlaceInput } from "./transform-task.js";

export interface TransformOptions {
  /** About how many rows of the map a new row counts as its own. Default 5. */
  perplexity?: number;
  /** Default 250. */
  iterations?: number;
  /** Default 0.1. */
  learningRate?: number;
  /** Default 0.8. */
  momentum?: number;
  /** Factor of the attraction. Default 1.5. */
  exaggeration?: number;
  /** Longest gradient of a row. Default 0.25. */
  maxGradNorm?: number;
  threads?: number;
  signal?: AbortSignal;
}

/** Rows of the map whose median a new row starts from. */
const MEDIAN_OF = 25;

export interface FinishedMap {
  /** n × dims, in the points' order. */
  y: Float64Array;
  dims: number;
  points: Points;
  metric: "euclidean" | "cosine";
}

/** rows × dims places. */
export async function placeOnMap(
  { y, dims, points, metric }: FinishedMap,
  rows: Points,
  options: TransformOptions,
  running: Running,
): Promise<Float64Array> {
  const { perplexity = 5, iterations = 250, learningRate = 0.1, momentum = 0.8 } = options;
  const { exaggeration = 1.5, maxGradNorm = 0.25 } = options;
  checkBetween("perplexity", perplexity, 1, points.rows / 3);
  checkWhole("iterations", iterations, 0);
  checkBetween("learningRate", learningRate, 1e-12);
  checkBetween("momentum", momentum, 0, 0.999);
  checkBetween("exaggeration", exaggeration, 1e-6);
  checkBetween("maxGradNorm", maxGradNorm, 1e-12);
  const out = sharedDoubles(rows.rows * dims);
  if (rows.rows === 0) return out;
  const k = Math.min(points.rows, Math.max(MEDIAN_OF, Math.floor(3 * perplexity)));
  const neighbors = await nearestNeighbors({ points, queries: rows, k }, running);
  if (metric === "cosine") cosinesInPlace(neighbors);
  medianPlaces(neighbors.index, k, y, dims, out);
  await conditionalAffinities(neighbors, rows.rows, [perplexity], running);
  const map = sharedDoubles(y.length);
  map.set(y);
  const field: Field | undefined = dims === 2 ? await mapField(map, running) : undefined;
  const input: PlaceInput = {
    ...{ neighbors, rows: rows.rows, map, dims, field, out },
    ...{ iterations, learningRate, momentum, exaggeration, maxGradNorm },
  };
  const task = { module: new URL("./transform-task.js", import.meta.url).href, name: "placeTask" };
  await run({ ...running, task, input, chunks: Math.ceil(rows.rows / PLACED_IN_CHUNK) });
  return out;
}

/** The median of the nearest rows' places, dimension by dimension. */
function medianPlaces(index: Uint32Array, k: number, y: Float64Array, dims: number, out: Float64Array): void {
  const nearest = Math.min(k, MEDIAN_OF);
  for (let i = 0; i * dims < out.length; i++) {
    for (let c = 0; c < dims; c++) {
      const line = Float64Array.from({ length: nearest }, (_, j) => y[index[i * k + j] * dims + c]).sort();
      const middle = (nearest - 1) / 2;
      out[i * dims + c] = (line[Math.floor(middle)] + line[Math.ceil(middle)]) / 2;
    }
  }
}
