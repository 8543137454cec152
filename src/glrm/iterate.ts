/**
 * The iterative solvers on this thread's side: which one suits the problem, its shared state, its job, and the solution
 * that is there when the job ends or is stopped.
 */
import type { Matrix } from "../matrix/matrix.js";
import { breather } from "../workers/breathe.js";
import { run, type Running } from "../workers/pool.js";
import { type CheckedOptions, roundsOf } from "./check-options.js";
import { type ClusterState, clusterState } from "./cluster-state.js";
import { type CodedColumn, isBlockLoss, type Problem } from "./coding.js";
import { CONVERGED, ENTRIES, type FitInput, fitState, type FitState, STALLED, X } from "./fit-state.js";
import { allQuadratic, isPlain } from "./is-plain.js";
import { LOSS_CODES, OWN_LOSS } from "./loss-codes.js";
import type { EngineColumn } from "./panel-columns.js";
import type { EngineInput } from "./panel-engine.js";
import { type Regularizer, REGULARIZERS } from "./regularizers.js";
import { type Report, type Solution, Stopped } from "./solution.js";
import { startInto } from "./start.js";

export type Iterative = "majorize" | "weighted" | "cluster" | "h2o";

const TASKS: Record<Iterative, { module: string; name: string; words: string }> = {
  majorize: { module: "./majorize.js", name: "majorizeTask", words: "majorise and solve, accelerated" },
  weighted: { module: "./weighted.js", name: "weightedTask", words: "weighted least squares row by row" },
  cluster: {
    module: "./cluster.js",
    name: "clusterTask",
    words: "k-means: each row to its nearest archetype, each archetype to the mean of its rows",
  },
  h2o: {
    module: "./h2o-rule.js",
    name: "h2oTask",
    words: "H2O's rule: one proximal gradient step with a common step size",
  },
};

/** Buffers of X that each needs. */
const BUFFERS: Record<Iterative, number> = { majorize: 3, weighted: 4, cluster: 1, h2o: 2 };

/** From this many cells on, bytes and float32 numbers are modelled in float32 panels with float64 sums. */
const SINGLE_FROM = 2 ** 20;
/** Largest transformed cell there: sums of squares of such stay far below 3e38, the largest float32 number. */
const LARGEST_SINGLE = 1e15;
/** Operations of a round of weighted least squares up to which it is preferred, for it needs fewer rounds. */
const FEW_OPERATIONS = 2e7;
/** Share of observed cells under which filling the others is slow to converge. */
const SPARSE = 0.3;

/** Shares of the progress bar: start, iterations. */
const START = 0.1;

export function engineInput(
  { matrix, columns, width, squares = Infinity }: Pick<Problem, "matrix" | "columns" | "width"> & { squares?: number },
  k: number,
): EngineInput {
  const single =
    !(matrix.data instanceof Float64Array) &&
    matrix.rows * matrix.columns >= SINGLE_FROM &&
    (matrix.data instanceof Uint8Array || squares <= LARGEST_SINGLE ** 2 || !hasLargeCell(matrix, columns));
  return { matrix, columns: columns.map(engineColumn), width, k, single };
}

function hasLargeCell({ data, rows, rowStride, offset }: Matrix, columns: readonly CodedColumn[]): boolean {
  const shift = Float64Array.from(columns, (column) => column.shift);
  const scale = Float64Array.from(columns, (column) => column.scale);
  for (let i = 0; i < rows; i++) {
    for (let j = 0, at = offset + i * rowStride; j < shift.length; j++, at++) {
      if (Math.abs((data[at] - shift[j]) * scale[j]) > LARGEST_SINGLE) return true;
    }
  }
  return false;
}

export function engineColumn({
  code,
  parameter,
  curvature,
  first,
  width,
  shift,
  scale,
  loss,
}: CodedColumn): EngineColumn {
  const plain = { code, parameter, curvature, first, width, shift, scale };
  return code === OWN_LOSS && !isBlockLoss(loss) ? { ...plain, own: loss } : plain;
}

/** Whether losses or regularisers are functions of the user's, which only the calling thread can run. */
export function hasOwnParts(columns: readonly CodedColumn[], ...regularizers: Regularizer[]): boolean {
  const own = regularizers.some((regularizer) => !Object.values(REGULARIZERS).includes(regularizer));
  return own || columns.some(({ code }) => code === OWN_LOSS);
}

export function chooseIterative({ settings, regularizerX, regularizerY }: CheckedOptions, problem: Problem): Iterative {
  const { matrix, columns, width, observed } = problem;
  const kinked = columns.find(({ curvature }) => !Number.isFinite(curvature));
  if (settings.solver === "majorize" && kinked !== undefined) {
    throw new RangeError(
      `Expected losses of bounded curvature with solver "majorize" but found "${kinked.loss.name}" for "${kinked.name}"`,
    );
  }
  if (settings.solver !== "auto") return settings.solver;
  if (kinked !== undefined) return "weighted";
  if (regularizerX.name === "unitOneSparse" && allQuadratic(columns)) return "cluster";
  // One parabola for all rows keeps an entry of a sparse vector in its place, unless it is the loss.
  const sparse = [regularizerX, regularizerY].some(({ name }) => name === "oneSparse");
  if ((sparse || regularizerY.name === "unitOneSparse") && !isPlain(problem)) return "weighted";
  const cells = matrix.rows * matrix.columns;
  const few = matrix.rows * width * settings.k ** 2 <= FEW_OPERATIONS;
  return few || observed < SPARSE * cells ? "weighted" : "majorize";
}

export async function solveIteratively(
  problem: Problem,
  options: CheckedOptions,
  running: Running,
  report: Report,
  before: number,
): Promise<Solution> {
  const { settings, regularizerX, regularizerY } = options;
  const kind = chooseIterative(options, problem);
  const engine = engineInput(problem, settings.k);
  const maxIterations = kind === "h2o" ? settings.maxIterations : roundsOf(settings);
  const state = fitState(engine, maxIterations, BUFFERS[kind]);
  const own = hasOwnParts(problem.columns, regularizerX, regularizerY);
  const threads = own ? 0 : running.threads;
  const started = performance.now();
  const input: FitInput & { maxUpdates: number; clusters?: ClusterState } = {
    ...engine,
    penaltyX: { name: regularizerX.name, gamma: settings.gammaX, ...(own ? { own: regularizerX } : {}) },
    penaltyY: { name: regularizerY.name, gamma: settings.gammaY, ...(own ? { own: regularizerY } : {}) },
    maxIterations,
    maxUpdates: settings.maxUpdates,
    tolerance: settings.tolerance,
    limit: 1000 * settings.maxRuntimeSecs,
    initStepSize: settings.initStepSize,
    minStepSize: settings.minStepSize,
    scale: typicalCell(problem),
    plain: isPlain(problem),
    constant: await poissonConstant(problem, running.signal),
    state,
    ...(kind === "cluster" ? { clusters: clusterState(engine, isPlain(problem)) } : {}),
  };
  const { module, name, words } = TASKS[kind];
  let seconds = before;
  try {
    const startReport = (share: number): void => report({ share: START * share, iteration: 0, objective: NaN });
    await startInto(state.trial, state.x[0], options, problem, engine, { ...running, onProgress: startReport });
    state.y.set(state.trial);
    seconds += (performance.now() - started) / 1000;
    await run({
      ...running,
      threads,
      task: { module: new URL(module, import.meta.url).href, name },
      input,
      chunks: 1000,
      onProgress: (share) => report({ share: START + (1 - START) * share, ...latest(state) }),
    });
  } catch (error) {
    if (running.signal?.aborted !== true) throw error;
    const any = Atomics.load(state.status, ENTRIES) > 0;
    throw new Stopped(any ? solutionOf(state, words, seconds, own) : undefined, error);
  }
  if (state.status[ENTRIES] === 0) {
    throw new RangeError(
      "Expected the start to have a finite objective but found none; see init, and what a loss of your own gives for large numbers",
    );
  }
  return solutionOf(state, words, seconds, own);
}

/** The root of the mean square of the transformed cells; 1 when it is 0. */
export function typicalCell({ squares, observed }: Problem): number {
  return squares > 0 ? Math.sqrt(squares / observed) : 1;
}

function latest({ history, status }: FitState): { iteration: number; objective: number } {
  const entries = Atomics.load(status, ENTRIES);
  return { iteration: Math.max(0, entries - 1), objective: entries === 0 ? NaN : history[3 * (entries - 1)] };
}

function solutionOf(state: FitState, solver: string, before: number, own: boolean): Solution {
  const { status, history } = state;
  // Under losses of lowrank's own, whose curvature is right, what is left to gain is rounding.
  const stalled = own && Atomics.load(status, STALLED) === 1;
  return {
    x: state.x[status[X]],
    y: state.y,
    solver,
    history: Array.from({ length: status[ENTRIES] }, (_, i) => ({
      objective: history[3 * i],
      step: history[3 * i + 1],
      seconds: before + history[3 * i + 2],
    })),
    converged: status[CONVERGED] === 1,
    warnings: stalled
      ? ["The fit stalled: no step lowers the objective any more; is the curvature of your loss right?"]
      : [],
  };
}

/** Σ a ln a − a over the cells under a Poisson loss, which does not depend on the model and is left out of the routines. */
async function poissonConstant({ matrix, columns }: Problem, signal: AbortSignal | undefined): Promise<number> {
  const { data, rows, rowStride, offset } = matrix;
  const breathe = breather(signal);
  let sum = 0;
  for (const [j, { code, shift, scale }] of columns.entries()) {
    if (code !== LOSS_CODES.poisson) continue;
    await breathe();
    for (let i = 0; i < rows; i++) {
      const cell = (data[offset + i * rowStride + j] - shift) * scale;
      if (!Number.isNaN(cell)) sum += (cell > 0 ? cell * Math.log(cell) : 0) - cell;
    }
  }
  return sum;
}
