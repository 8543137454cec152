/**
 * The threads' side of placing new rows: each chunk descends for its rows, one after another.
 */
import type { TaskContext } from "../workers/job.js";
import type { Field } from "./field.js";
import type { Neighbors } from "./neighbors.js";

export const PLACED_IN_CHUNK = 64;

export interface PlaceInput {
  /** Nearest rows of the map, probabilities in place of distances. */
  neighbors: Neighbors;
  rows: number;
  /** The map, n × dims, shared. */
  map: Float64Array;
  dims: number;
  /** The map's fields; without, all its points are looked at. */
  field: Field | undefined;
  /** rows × dims: first places, replaced by the last. */
  out: Float64Array;
  iterations: number;
  learningRate: number;
  momentum: number;
  exaggeration: number;
  maxGradNorm: number;
}

export function placeTask({ next }: TaskContext, input: PlaceInput): void {
  for (let chunk = next(); chunk >= 0; chunk = next()) {
    const last = Math.min(input.rows, (chunk + 1) * PLACED_IN_CHUNK);
    for (let i = chunk * PLACED_IN_CHUNK; i < last; i++) placeRow(input, i);
  }
}

function placeRow(input: PlaceInput, i: number): void {
  const { dims, field, out, iterations, learningRate, momentum, exaggeration, maxGradNorm } = input;
  const place = out.subarray(i * dims, (i + 1) * dims);
  const attraction = new Float64Array(dims);
  // The repulsive force, then the potential.
  const repulsion = new Float64Array(dims + 1);
  const gradient = new Float64Array(dims);
  const step = new Float64Array(dims);
  const gains = new Float64Array(dims).fill(1);
  for (let iteration = 0; iteration < iterations; iteration++) {
    attractTo(input, i, place, attraction);
    if (field === undefined) repelAll(input, place, repulsion);
    else readField(field, input.map.length / 2, place, repulsion);
    let norm2 = 0;
    for (let c = 0; c < dims; c++) {
      gradient[c] = exaggeration * attraction[c] - repulsion[c] / repulsion[dims];
      norm2 += gradient[c] ** 2;
    }
    const cut = Math.min(1, maxGradNorm / Math.sqrt(norm2));
    for (let c = 0; c < dims; c++) {
      const slope = norm2 === 0 ? 0 : cut * gradient[c];
      gains[c] = Math.sign(step[c]) === Math.sign(slope) ? gains[c] * 0.8 + 0.01 : gains[c] + 0.2;
      step[c] = momentum * step[c] - learningRate * gains[c] * slope;
      place[c] += step[c];
    }
    if (field !== undefined) keepWithin(field, place);
  }
}

/** Σ_j p_j (y − y_j) / (1 + d²). */
function attractTo({ neighbors, map, dims }: PlaceInput, i: number, place: Float64Array, out: Float64Array): void {
  const { k, index, distance2: probabilities } = neighbors;
  out.fill(0);
  for (let entry = i * k; entry < (i + 1) * k; entry++) {
    const p = probabilities[entry];
    if (p === 0) continue;
    const at = index[entry] * dims;
    let d = 1;
    for (let c = 0; c < dims; c++) d += (place[c] - map[at + c]) ** 2;
    for (let c = 0; c < dims; c++) out[c] += (p / d) * (place[c] - map[at + c]);
  }
}

function repelAll({ map, dims }: PlaceInput, place: Float64Array, out: Float64Array): void {
  out.fill(0);
  for (let at = 0; at < map.length; at += dims) {
    let d = 1;
    for (let c = 0; c < dims; c++) d += (place[c] - map[at + c]) ** 2;
    for (let c = 0; c < dims; c++) out[c] += (place[c] - map[at + c]) / (d * d);
    out[dims] += 1 / d;
  }
}

/** Force and potential at a place, with the cubic B-spline's weights over 4 × 4 nodes. */
function readField({ grid, side, values, extent }: Field, n: number, place: Float64Array, out: Float64Array): void {
  const [u, v] = [0, 1].map((c) => (place[c] - grid.origin[c]) / grid.spacing);
  const [column, row] = [Math.floor(u), Math.floor(v)];
  const wx = splineWeights(u - column);
  const wy = splineWeights(v - row);
  out.fill(0);
  for (let j = 0; j < 4; j++) {
    for (let i = 0; i < 4; i++) {
      const at = 3 * ((row - 1 + j) * side + column - 1 + i);
      const w = wx[i] * wy[j];
      for (let part = 0; part < 3; part++) out[part] += w * values[at + part];
    }
  }
  // No point of the map is farther away than its extent is wide.
  const [width, height] = [0, 1].map((c) => extent.largest[c] - extent.least[c]);
  out[2] = Math.max(out[2], n / (1 + width * width + height * height));
}

export function splineWeights(t: number): [number, number, number, number] {
  const s = 1 - t;
  return [s ** 3 / 6, 2 / 3 - t * t * (1 - t / 2), 2 / 3 - s * s * (1 - s / 2), t ** 3 / 6];
}

function keepWithin({ extent }: Field, place: Float64Array): void {
  for (let c = 0; c < 2; c++) place[c] = Math.min(extent.largest[c], Math.max(extent.least[c], place[c]));
}
