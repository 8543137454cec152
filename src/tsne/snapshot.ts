/**
 * A map between two optimisations: places, last steps and gains, and how far it came. The affinities' memory is only
 * worked in; what a model keeps is here, so that continuing one model leaves it as it was.
 */
import { held } from "../display/host.js";
import type { Running } from "../workers/pool.js";
import { Interrupted } from "../workers/interrupted.js";
import { emptyHistory, type MapState, optimizeMap } from "./optimize.js";
import type { TsneProgress, TsneSettings } from "./options.js";
import { type Phase, ruleOf } from "./schedule.js";

/** Iterations between two entries of the history. */
export const COST_EVERY = 50;

export interface HistoryEntry {
  iteration: number;
  /** Kullback–Leibler divergence from the affinities, not exaggerated. */
  kl: number;
  exaggeration: number;
  seconds: number;
}

/** All in the affinities' order, n × dims. */
export interface Snapshot {
  y: Float64Array;
  steps: Float64Array;
  gains: Float64Array;
  /** Each point's share of the divergence: n. */
  costs: Float64Array;
  history: readonly HistoryEntry[];
}

/** States that are being worked in. */
const busy = new WeakSet<MapState>();

/** What a run reports of the map: places in the rows' order. */
export interface SnapshotRunning {
  threads: number;
  signal?: AbortSignal;
  onProgress?: (progress: TsneProgress) => void;
  /** Places in the affinities' order to places in the rows' order. */
  inRowOrder: (places: Float64Array) => Float64Array;
}

/** The first snapshot of a state just laid out: no steps yet, gains 1. */
export function firstSnapshot({ affinities, dims, at }: MapState): Snapshot {
  const length = affinities.n * dims;
  const y = new Float64Array(affinities.memory.buffer, at.y, length).slice();
  return {
    y,
    steps: new Float64Array(length),
    gains: new Float64Array(length).fill(1),
    costs: new Float64Array(affinities.n),
    history: [],
  };
}

/** Runs some phases from a snapshot to the next one. Interrupted, it throws `Interrupted` with the snapshot so far. */
export async function advance(
  state: MapState,
  from: Snapshot,
  phases: readonly Phase[],
  settings: TsneSettings,
  { threads, signal, onProgress, inRowOrder }: SnapshotRunning,
): Promise<Snapshot> {
  if (busy.has(state)) throw new Error("This map is being optimised already; wait for the first call to end");
  busy.add(state);
  try {
    restore(state, from);
    const before = from.history.at(-1)?.iteration ?? 0;
    const log = emptyHistory(phases, COST_EVERY);
    const options = { ...settings, rule: ruleOf(settings), costEvery: COST_EVERY, before };
    const report = (share: number): void => {
      const iteration = Atomics.load(log.status, 0);
      const entries = Atomics.load(log.status, 1);
      const embedding = (): Float64Array | undefined => (iteration === 0 ? undefined : inRowOrder(read(state, "y")));
      const kl = entries === 0 ? NaN : log.history[4 * (entries - 1) + 1];
      onProgress?.({ stage: "map", share, iteration: before + iteration, kl, embedding });
    };
    const running: Running = { threads, signal, onProgress: report };
    try {
      await optimizeMap(state, { ...options, phases, ...log }, running);
    } catch (error) {
      const done = Atomics.load(log.status, 0);
      if (signal?.aborted !== true || done === 0) throw error;
      // The map is whole; only its costs are still to be taken.
      const last = emptyHistory([], COST_EVERY);
      await held(optimizeMap(state, { ...options, before: before + done, phases: [], ...last }, { threads }));
      const history = [...entriesOf(log), ...entriesOf(last, phaseAt(phases, done))];
      const text = `t-SNE was interrupted at iteration ${before + done}; the map so far is the error's .model`;
      throw new Interrupted(text, snapshotOf(state, [...from.history, ...history]), { cause: error });
    }
    return snapshotOf(state, [...from.history, ...entriesOf(log)]);
  } finally {
    busy.delete(state);
  }
}

function restore({ affinities, at }: MapState, { y, steps, gains }: Snapshot): void {
  const { buffer } = affinities.memory;
  new Float64Array(buffer, at.y, y.length).set(y);
  new Float64Array(buffer, at.steps, y.length).set(steps);
  new Float64Array(buffer, at.gains, y.length).set(gains);
}

function read({ affinities, dims, at }: MapState, what: "y" | "steps" | "gains"): Float64Array {
  return new Float64Array(affinities.memory.buffer, at[what], affinities.n * dims).slice();
}

function snapshotOf(state: MapState, history: readonly HistoryEntry[]): Snapshot {
  const costs = pointCosts(state, history[history.length - 1].kl);
  return { y: read(state, "y"), steps: read(state, "steps"), gains: read(state, "gains"), costs, history };
}

/**
 * Σ_j p_ij log(p_ij / q_ij) of each point: its entropy, its spread, and its share of the normaliser's logarithm, which
 * is what the divergence leaves.
 */
function pointCosts({ affinities, at }: MapState, kl: number): Float64Array {
  const { n, memory, entries } = affinities;
  const starts = new Uint32Array(memory.buffer, at.starts, n + 1);
  const values = new Float32Array(memory.buffer, at.values, entries);
  const entropies = new Float64Array(memory.buffer, at.entropies, n);
  const spreads = new Float64Array(memory.buffer, at.spreads, n);
  const masses = new Float64Array(n);
  const costs = new Float64Array(n);
  let mass = 0;
  let rest = kl;
  for (let i = 0; i < n; i++) {
    for (let e = starts[i]; e < starts[i + 1]; e++) masses[i] += values[e];
    mass += masses[i];
    costs[i] = entropies[i] + spreads[i];
    rest -= costs[i];
  }
  for (let i = 0; i < n; i++) costs[i] += (masses[i] / mass) * rest;
  return costs;
}

function entriesOf(log: { status: Int32Array; history: Float64Array }, exaggeration?: number): HistoryEntry[] {
  return Array.from({ length: log.status[1] }, (_, i) => {
    const [iteration, kl, factor, seconds] = log.history.subarray(4 * i, 4 * i + 4);
    return { iteration, kl, exaggeration: exaggeration ?? factor, seconds };
  });
}

/** The exaggeration after so many iterations. */
function phaseAt(phases: readonly Phase[], done: number): number {
  let end = 0;
  for (const { iterations, exaggeration } of phases) {
    end += iterations;
    if (done <= end) return exaggeration;
  }
  return 1;
}
