/**
 * The threads' side of the optimisation: all iterations in one job, in lockstep.
 *
 * Work is cut into fixed ranges of points and grid rows; sums are added in the ranges' order by every thread alike, so
 * the map has the same bits on any number of threads. The places change in the last phase of an iteration only: whenever
 * the job is cancelled, the memory holds a whole map.
 */
import { type SharedMemory, tsneRoutines } from "../wasm/shared-memory.js";
import type { TsneRoutines } from "../wasm/tsne-routines.js";
import type { TaskContext } from "../workers/job.js";
import { type Accuracy, type Extent, gridsFor } from "./geometry.js";
import { GridRepulsion } from "./repulsion-grid.js";
import type { Phase, Rule } from "./schedule.js";

/** Points of one range. */
export const BLOCK = 256;

export type Method = "exact" | "barnes-hut" | "fft";

export interface OptimizeInput {
  n: number;
  dims: number;
  method: Method;
  theta: number;
  accuracy: Accuracy;
  phases: readonly Phase[];
  rule: Rule;
  /** Iterations between two entries of the history. */
  costEvery: number;
  /** Iterations before these, for the history. */
  before: number;
  memory: SharedMemory;
  at: OptimizePlaces;
  /** Shared: iterations done; entries of the history. */
  status: Int32Array;
  /** Shared, four numbers an entry: iteration, divergence, exaggeration, seconds since the start. */
  history: Float64Array;
}

/** Byte offsets; n × dims f64 unless said otherwise. */
export interface OptimizePlaces {
  /** The affinities: see `Affinities`. */
  starts: number;
  columns: number;
  values: number;
  entropies: number;
  y: number;
  steps: number;
  gains: number;
  attraction: number;
  repulsion: number;
  /** n × 2 f32. */
  near: number;
  /** dims × padded f64. */
  apart: number;
  /** n f64: Σ_j p_ij log(1 + d²). */
  spreads: number;
  /** ranges × 2 dims f64: bounds of each range; then one f64 a range: its share of the normaliser. */
  bounds: number;
  sums: number;
  /** The points' places on the grids: see `GridPlaces`. */
  points: number;
  /** The tree: twice n u32, 2 n nodes, the number of nodes (i32); see `src/assembly/tsne/tree.ts`. */
  order: number;
  spare: number;
  nodes: number;
  nodeCount: number;
  rest: number;
}

export function paddedCount(n: number): number {
  return n + (n % 2);
}

export function optimizeTask(context: TaskContext, input: OptimizeInput): void {
  const optimizer = new Optimizer(context, input);
  optimizer.run();
}

class Optimizer {
  readonly #routines: TsneRoutines;
  readonly #ranges: number;
  readonly #sums: Float64Array;
  readonly #bounds: Float64Array;
  readonly #grid: GridRepulsion | undefined;
  readonly #started = performance.now();

  constructor(
    private readonly context: TaskContext,
    private readonly input: OptimizeInput,
  ) {
    const { memory, n, dims, at, method } = input;
    this.#routines = tsneRoutines(memory);
    this.#ranges = Math.ceil(n / BLOCK);
    this.#sums = new Float64Array(memory.buffer, at.sums, this.#ranges);
    this.#bounds = new Float64Array(memory.buffer, at.bounds, 2 * dims * this.#ranges);
    if (method === "fft") this.#grid = new GridRepulsion(memory, context, at, n);
  }

  run(): void {
    const { phases, before, costEvery } = this.input;
    const total = phases.reduce((sum, { iterations }) => sum + iterations, 0);
    if (!this.#share()) return;
    let done = 0;
    for (const phase of phases) {
      if (phase.restart && !this.#forgetSteps()) return;
      for (let i = 0; i < phase.iterations; i++) {
        const weighed = done > 0 && (before + done) % costEvery === 0;
        const normaliser = this.#forces(weighed);
        if (normaliser === undefined) return;
        if (weighed && this.context.slot === 0) this.#record(before + done, normaliser, phase.exaggeration);
        if (!this.#move(phase, normaliser)) return;
        done++;
        if (this.context.slot === 0) Atomics.store(this.input.status, 0, done);
        this.context.progress(done / (total + 1));
      }
    }
    const normaliser = this.#forces(true);
    const last = phases.length === 0 ? 1 : phases[phases.length - 1].exaggeration;
    if (normaliser !== undefined && this.context.slot === 0) this.#record(before + done, normaliser, last);
  }

  /** Copies the places given at the start to the other layouts. */
  #share(): boolean {
    const { at, n, dims } = this.input;
    this.#eachRange((range, first, last) => {
      const bounds = at.bounds + 16 * dims * range;
      this.#routines.sharePlaces(at.y, at.near, at.apart, paddedCount(n), dims, first, last, bounds);
    });
    return this.context.meet();
  }

  #forgetSteps(): boolean {
    const { at, dims, memory } = this.input;
    this.#eachRange((_, first, last) => {
      new Float64Array(memory.buffer, at.steps + 8 * dims * first, dims * (last - first)).fill(0);
    });
    return this.context.meet();
  }

  /**
   * Attraction and, but for the reading of the grid, repulsion at the present places; with `weighed`, the costs too.
   * Returns the normaliser, or undefined when the job was cancelled.
   */
  #forces(weighed: boolean): number | undefined {
    const { input, context } = this;
    const { at, method, accuracy } = input;
    const grid = this.#grid;
    if (grid !== undefined) {
      if (!grid.fit(gridsFor(this.#extent(), accuracy, grid.grids))) return undefined;
      // One part is the sorting of all points into the grid, the others are ranges of attraction.
      for (let part = context.take(this.#ranges + 1); part >= 0; part = context.take(this.#ranges + 1)) {
        if (part === 0) grid.sort();
        else this.#attract(part - 1, weighed);
      }
      if (!context.meet()) return undefined;
      return grid.convolve();
    }
    if (method === "barnes-hut") return this.#forcesByTree(weighed);
    this.#eachRange((range, first, last) => {
      this.#attract(range, weighed);
      this.#sums[range] = this.#routines.repelAll(
        at.apart,
        paddedCount(input.n),
        input.dims,
        at.repulsion,
        first,
        last,
      );
    });
    if (!context.meet()) return undefined;
    return this.#sums.reduce((total, part) => total + part, 0);
  }

  #forcesByTree(weighed: boolean): number | undefined {
    const { input, context } = this;
    const { at, n, dims, theta, memory } = input;
    const nodes = new Int32Array(memory.buffer, at.nodeCount, 1);
    // One part is the tree, the others are ranges of attraction.
    for (let part = context.take(this.#ranges + 1); part >= 0; part = context.take(this.#ranges + 1)) {
      if (part === 0) nodes[0] = this.#routines.buildTree(at.y, dims, n, at.order, at.spare, at.nodes);
      else this.#attract(part - 1, weighed);
    }
    if (!context.meet()) return undefined;
    const count = nodes[0];
    this.#eachRange((range, first, last) => {
      const out = at.repulsion;
      this.#sums[range] = this.#routines.repelByTree(at.y, dims, at.order, at.nodes, count, theta, out, first, last);
    });
    if (!context.meet()) return undefined;
    return this.#sums.reduce((total, part) => total + part, 0);
  }

  #attract(range: number, weighed: boolean): void {
    const { at, n, dims, method } = this.input;
    const first = range * BLOCK;
    const last = Math.min(n, first + BLOCK);
    if (method === "fft") {
      this.#routines.attractPlane(at.starts, at.columns, at.values, at.near, at.attraction, first, last);
    } else {
      this.#routines.attract(at.starts, at.columns, at.values, at.y, dims, at.attraction, first, last);
    }
    if (weighed) {
      this.#routines.spreadCosts(at.starts, at.columns, at.values, at.y, dims, at.spreads, first, last);
    }
  }

  #move(phase: Phase, normaliser: number): boolean {
    const { at, n, dims, rule } = this.input;
    this.#eachRange((range, first, last) => {
      this.#grid?.gather(at.repulsion, first, last);
      this.#routines.moveBlock(
        ...([at.y, at.steps, at.gains, at.attraction, at.repulsion, at.near, at.apart] as const),
        ...([paddedCount(n), dims, first, last] as const),
        ...([phase.exaggeration, normaliser, phase.momentum, phase.learningRate] as const),
        ...([rule.gainAdded, rule.leastGain, rule.maxStepNorm, at.bounds + 16 * dims * range] as const),
      );
    });
    return this.context.meet();
  }

  #eachRange(work: (range: number, first: number, last: number) => void): void {
    const { take } = this.context;
    for (let range = take(this.#ranges); range >= 0; range = take(this.#ranges)) {
      work(range, range * BLOCK, Math.min(this.input.n, (range + 1) * BLOCK));
    }
  }

  /** The bounds of all ranges together. */
  #extent(): Extent {
    const extent: Extent = { least: [Infinity, Infinity], largest: [-Infinity, -Infinity] };
    for (let range = 0; range < this.#ranges; range++) {
      for (let c = 0; c < 2; c++) {
        extent.least[c] = Math.min(extent.least[c], this.#bounds[4 * range + 2 * c]);
        extent.largest[c] = Math.max(extent.largest[c], this.#bounds[4 * range + 2 * c + 1]);
      }
    }
    return extent;
  }

  /** Kullback–Leibler divergence of the map from the affinities, without exaggeration. */
  #record(iteration: number, normaliser: number, exaggeration: number): void {
    const { memory, at, n, status, history } = this.input;
    const spreads = new Float64Array(memory.buffer, at.spreads, n);
    const entropies = new Float64Array(memory.buffer, at.entropies, n);
    let cost = Math.log(normaliser);
    for (let i = 0; i < n; i++) cost += entropies[i] + spreads[i];
    const entry = status[1];
    history.set([iteration, cost, exaggeration, (performance.now() - this.#started) / 1000], 4 * entry);
    Atomics.store(status, 1, entry + 1);
  }
}
