/**
 * Neighbours to affinities: a sparse symmetric matrix P (n × n) that sums to 1.
 *
 * Each row's Gaussian has the width at which its perplexity is the one asked for; then P = (P + Pᵀ) / 2n (van der Maaten
 * & Hinton 2008, section 2; over nearest neighbours as in van der Maaten 2014). With several perplexities the rows' means
 * are taken.
 */
import { SharedArena, type SharedMemory } from "../wasm/shared-memory.js";
import { run, type Running } from "../workers/pool.js";
import { ROWS_IN_CHUNK, type ConditionalInput, type JoinInput } from "./affinities-task.js";
import type { Neighbors } from "./neighbors.js";

export interface Affinities {
  n: number;
  /** The memory in which they lie, with room for more. */
  arena: SharedArena;
  memory: SharedMemory;
  /**
   * Byte offsets: where each row starts (n + 1 u32), then columns (u32) and values (f32) of all rows, each padded to a
   * multiple of four with value 0 and the row's own number; and Σ_j p log p of each row (f64).
   */
  at: { starts: number; columns: number; values: number; entropies: number };
  /** Entries, padding included. */
  entries: number;
}

const module: string = new URL("./affinities-task.js", import.meta.url).href;

/** Rows that start at multiples of four, and room for their entries. What was in the arena is gone. */
export function emptyAffinities(counts: Uint32Array, arena: SharedArena = new SharedArena()): Affinities {
  const n = counts.length;
  arena.clear();
  const startsAt = arena.allocate(4 * (n + 1));
  const starts = new Uint32Array(arena.memory.buffer, startsAt, n + 1);
  for (let i = 0; i < n; i++) starts[i + 1] = starts[i] + 4 * Math.ceil(counts[i] / 4);
  const entries = starts[n];
  const at = {
    starts: startsAt,
    columns: arena.allocate(4 * entries),
    values: arena.allocate(4 * entries),
    entropies: arena.allocate(8 * n),
  };
  return { n, arena, memory: arena.memory, at, entries };
}

/** Affinities read back from a file. */
export function affinitiesFrom(parts: {
  starts: Uint32Array;
  columns: Uint32Array;
  values: Float32Array;
  entropies: Float64Array;
}): Affinities {
  const n = parts.starts.length - 1;
  const counts = Uint32Array.from({ length: n }, (_, i) => parts.starts[i + 1] - parts.starts[i]);
  const affinities = emptyAffinities(counts);
  const { memory, at, entries } = affinities;
  new Uint32Array(memory.buffer, at.columns, entries).set(parts.columns);
  new Float32Array(memory.buffer, at.values, entries).set(parts.values);
  new Float64Array(memory.buffer, at.entropies, n).set(parts.entropies);
  return affinities;
}

/**
 * The affinities of all points. Uses up the neighbours: their distances become conditional probabilities and each row is
 * sorted by index. The affinities take the place of whatever is in the arena.
 */
export async function jointAffinities(
  neighbors: Neighbors,
  n: number,
  perplexities: readonly number[],
  running: Running,
  arena?: SharedArena,
): Promise<Affinities> {
  const chunks = Math.ceil(n / ROWS_IN_CHUNK);
  await conditionalAffinities(neighbors, n, perplexities, running);
  const input: JoinInput = {
    neighbors,
    n,
    starts: new Uint32Array(new SharedArrayBuffer(4 * (n + 1))),
    turned: new Uint32Array(new SharedArrayBuffer(4 * n * neighbors.k)),
    counts: new Uint32Array(new SharedArrayBuffer(4 * n)),
  };
  await run({ ...running, task: { module, name: "transposeTask" }, input, chunks: 1 });
  const joined = emptyAffinities(input.counts, arena);
  const target = { memory: joined.memory, at: joined.at, entries: joined.entries };
  await run({ ...running, task: { module, name: "joinTask" }, input: { ...input, joined: target }, chunks });
  return joined;
}

/** Replaces squared distances by each row's probabilities, and sorts each row by index. */
export async function conditionalAffinities(
  neighbors: Neighbors,
  rows: number,
  perplexities: readonly number[],
  running: Running,
): Promise<void> {
  const input: ConditionalInput = { neighbors, rows, perplexities };
  const chunks = Math.ceil(rows / ROWS_IN_CHUNK);
  await run({ ...running, task: { module, name: "conditionalTask" }, input, chunks });
}
