/**
 * Affinities and a first map to the map at the end of some phases: memory is laid out here, the work is in
 * `optimize-task.ts`.
 */
import { run, type Running } from "../workers/pool.js";
import type { Affinities } from "./affinities.js";
import { BLOCK, type Method, type OptimizeInput, type OptimizePlaces, paddedCount } from "./optimize-task.js";
import { pointBytes } from "./repulsion-grid.js";

/** The state of a map in the affinities' memory. */
export interface MapState {
  affinities: Affinities;
  dims: number;
  at: OptimizePlaces;
}

/** What pads a line of places, so far away that nothing is felt of it. */
const FAR = 1e200;

/** Lays out the state behind the affinities; `start` is n × dims, in the affinities' order. */
export function mapState(affinities: Affinities, dims: number, start: Float64Array, method: Method): MapState {
  const tree = method === "barnes-hut";
  const { n, arena } = affinities;
  const ranges = Math.ceil(n / BLOCK);
  const block = (): number => arena.allocate(8 * n * dims);
  const at: OptimizePlaces = {
    ...affinities.at,
    y: block(),
    steps: block(),
    gains: block(),
    attraction: block(),
    repulsion: block(),
    near: arena.allocate(8 * n),
    apart: arena.allocate(8 * dims * paddedCount(n)),
    spreads: arena.allocate(8 * n),
    bounds: arena.allocate(16 * dims * ranges),
    sums: arena.allocate(8 * ranges),
    points: arena.allocate(method === "fft" ? pointBytes(n) : 0),
    order: arena.allocate(tree ? 4 * n : 0),
    spare: arena.allocate(tree ? 4 * n : 0),
    nodes: arena.allocate(tree ? 2 * 48 * n : 0),
    nodeCount: arena.allocate(4),
    rest: arena.end,
  };
  const { buffer } = arena.memory;
  new Float64Array(buffer, at.y, n * dims).set(start);
  new Float64Array(buffer, at.gains, n * dims).fill(1);
  new Float64Array(buffer, at.apart, dims * paddedCount(n)).fill(FAR);
  return { affinities, dims, at };
}

/** The places now, n × dims; a copy. */
export function placesOf({ affinities, dims, at }: MapState): Float64Array {
  return new Float64Array(affinities.memory.buffer, at.y, affinities.n * dims).slice();
}

export type OptimizeOptions = Pick<
  OptimizeInput,
  "method" | "theta" | "accuracy" | "phases" | "rule" | "costEvery" | "before" | "status" | "history"
>;

const module: string = new URL("./optimize-task.js", import.meta.url).href;

export async function optimizeMap(state: MapState, options: OptimizeOptions, running: Running): Promise<void> {
  const { affinities, dims, at } = state;
  const input: OptimizeInput = { ...options, n: affinities.n, dims, memory: affinities.memory, at };
  const chunks = 1 + options.phases.reduce((sum, { iterations }) => sum + iterations, 0);
  await run({ ...running, task: { module, name: "optimizeTask" }, input, chunks });
}

/** Room for a run's history: entries of four numbers, and the two counters. */
export function emptyHistory(
  phases: OptimizeInput["phases"],
  costEvery: number,
): Pick<OptimizeInput, "status" | "history"> {
  const iterations = phases.reduce((sum, phase) => sum + phase.iterations, 0);
  const entries = Math.ceil(iterations / costEvery) + 2;
  return {
    status: new Int32Array(new SharedArrayBuffer(8)),
    history: new Float64Array(new SharedArrayBuffer(32 * entries)),
  };
}
