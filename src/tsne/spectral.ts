/**
 * The affinities to a first map by their Laplacian: the leading eigenvectors of D^(−1/2) P D^(−1/2) past the trivial one
 * (Linderman & Steinerberger 2019), by Lanczos' steps with full reorthogonalisation, on one worker.
 */
import { sharedDoubles } from "../matrix/matrix.js";
import { symmetricEigen } from "../linear/eigen.js";
import type { SharedMemory } from "../wasm/shared-memory.js";
import { seededRandom } from "../data/random.js";
import type { TaskContext } from "../workers/job.js";
import { run, type Running } from "../workers/pool.js";
import type { Affinities } from "./affinities.js";
import type { Points } from "./order.js";

/** Size of the Krylov space. */
const STEPS = 80;

export interface SpectralInput {
  n: number;
  memory: SharedMemory;
  at: Affinities["at"];
  entries: number;
  dims: number;
  seed: number;
  /** n × dims, filled. */
  out: Float64Array;
}

/** n × dims eigenvectors, one a column, in the affinities' order. */
export async function spectralScores(
  { n, memory, at, entries }: Affinities,
  dims: number,
  seed: number,
  running: Running,
): Promise<Points> {
  const values = sharedDoubles(n * dims);
  const input: SpectralInput = { n, memory, at, entries, dims, seed, out: values };
  const task = { module: import.meta.url, name: "spectralTask" };
  await run({ ...running, threads: 1, task, input, chunks: STEPS });
  return { values, rows: n, columns: dims };
}

export function spectralTask(context: TaskContext, input: SpectralInput): void {
  const { n, memory, at, entries, dims, seed, out } = input;
  const starts = new Uint32Array(memory.buffer, at.starts, n + 1);
  const columns = new Uint32Array(memory.buffer, at.columns, entries);
  const values = new Float32Array(memory.buffer, at.values, entries);
  const scale = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    for (let e = starts[i]; e < starts[i + 1]; e++) scale[i] += values[e];
  }
  // The trivial eigenvector is D^(1/2) 1.
  const trivial = normalized(scale.map(Math.sqrt));
  for (let i = 0; i < n; i++) scale[i] = 1 / Math.sqrt(scale[i]);
  const random = seededRandom(seed);
  const steps = Math.min(STEPS, n - 1);
  const basis: Float64Array[] = [];
  let next = Float64Array.from({ length: n }, () => random.uniform() - 0.5);
  // Past the trivial vector the space is at most n − 1 wide.
  const projected = new Float64Array(steps * steps);
  for (let step = 0; step < steps && context.next() >= 0; step++) {
    if (dot(next, next) < 1e-20) next = next.map(() => random.uniform() - 0.5);
    for (let pass = 0; pass < 2; pass++) for (const other of [trivial, ...basis]) removePart(next, other);
    const vector = normalized(next);
    basis.push(vector);
    next = new Float64Array(n);
    for (let i = 0; i < n; i++) {
      let sum = 0;
      for (let e = starts[i]; e < starts[i + 1]; e++) sum += values[e] * scale[columns[e]] * vector[columns[e]];
      next[i] = scale[i] * sum;
    }
    basis.forEach((other, j) => (projected[step * steps + j] = projected[j * steps + step] = dot(next, other)));
    for (const other of [trivial, ...basis]) removePart(next, other);
  }
  if (basis.length < steps) return;
  const { vectors } = symmetricEigen(context, projected, steps, dims);
  for (let c = 0; c < dims; c++) {
    const sum = new Float64Array(n);
    basis.forEach((vector, j) => addScaled(sum, vectors[c * steps + j], vector));
    // Of the random walk's matrix D⁻¹ P, whose eigenvectors are smooth on the graph.
    for (let i = 0; i < n; i++) out[i * dims + c] = sum[i] * scale[i];
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

function addScaled(target: Float64Array, factor: number, source: Float64Array): void {
  for (let i = 0; i < target.length; i++) target[i] += factor * source[i];
}

function removePart(vector: Float64Array, unit: Float64Array): void {
  addScaled(vector, -dot(vector, unit), unit);
}

function normalized(vector: Float64Array): Float64Array {
  const norm = Math.sqrt(dot(vector, vector));
  return vector.map((value) => value / norm);
}
