/**
 * The k leading eigenpairs of a Gram matrix, with the history of the low-rank objective, on worker threads in lockstep.
 *
 * For small k, or when the Gram matrix is not formed, a block Krylov space grows (`krylov.ts`); otherwise the whole matrix
 * is diagonalised at once.
 */
import type { TaskContext } from "../workers/job.js";
import { run, type Running } from "../workers/pool.js";
import { symmetricEigen, type Eigen } from "./eigen.js";
import { growKrylovSpace, type KrylovSettings, type Record } from "./krylov.js";
import { leadingEigen, type LeadingWorkspace, leadingWorkspace } from "./eigen-leading.js";
import { type OperatorInput, operatorInput, serve, type TransformedData } from "./operator.js";

export interface LeadingInput extends KrylovSettings {
  /** n × n, symmetric, shared; or the data whose Gram matrix is meant. */
  gram: Float64Array | TransformedData;
  n: number;
  /** ‖T‖², the trace of the Gram matrix; needed with data, else taken from the matrix. */
  total?: number;
  /** Filled as the iterations go, all shared: the best model so far is there even when the job is cancelled. */
  result: LeadingResult;
}

export interface LeadingResult {
  /** k eigenvalues, descending. */
  values: Float64Array;
  /** k × n, one unit eigenvector per line. */
  vectors: Float64Array;
  /** Two numbers an iteration: objective, seconds since the start. */
  history: Float64Array;
  /** Entry 0: history entries written. Entry 1: 1 once converged. */
  status: Int32Array;
}

/** Room for the answer in shared memory. */
export function leadingResult(n: number, k: number, maxIterations: number): LeadingResult {
  return {
    values: new Float64Array(new SharedArrayBuffer(8 * k)),
    vectors: new Float64Array(new SharedArrayBuffer(8 * k * n)),
    history: new Float64Array(new SharedArrayBuffer(16 * (maxIterations + 1))),
    status: new Int32Array(new SharedArrayBuffer(8)),
  };
}

interface LeadingJob {
  settings: KrylovSettings;
  operator: OperatorInput;
  /** Set when the matrix is to be diagonalised at once. */
  workspace: LeadingWorkspace | undefined;
  total: number;
  result: LeadingResult;
}

export async function leadingEigenInto(input: LeadingInput, running: Running): Promise<void> {
  const { gram, n, k, seed, maxIterations, tolerance, maxRuntimeSecs, result } = input;
  const settings = { k, seed, maxIterations, tolerance, maxRuntimeSecs };
  const operator = operatorInput(n, gram, k);
  const workspace = gram instanceof Float64Array && k * 64 > n ? leadingWorkspace(n, k) : undefined;
  const job: LeadingJob = { settings, operator, workspace, total: input.total ?? traceOf(gram, n), result };
  const chunks = maxIterations + 1;
  await run({ ...running, task: { module: import.meta.url, name: "leadingTask" }, input: job, chunks });
}

function traceOf(gram: LeadingInput["gram"], n: number): number {
  if (!(gram instanceof Float64Array)) throw new Error("The total of squares is needed where no Gram matrix is formed");
  let total = 0;
  for (let i = 0; i < n; i++) total += gram[i * n + i];
  return total;
}

export function leadingTask(context: TaskContext, job: LeadingJob): void {
  const { settings, operator, workspace, result } = job;
  const started = performance.now();
  const record: Record = (pairs) => recordInto(job, pairs, started);
  let converged: boolean;
  if (workspace !== undefined) converged = diagonaliseAtOnce(context, job, workspace, record);
  else if (context.slot === 0) converged = growKrylovSpace(context, operator, settings, record);
  else {
    serve(context, operator);
    return;
  }
  if (context.slot === 0 && converged) Atomics.store(result.status, 1, 1);
}

/** Iteration 0 is the model of the k columns with the largest squares, iteration 1 the answer. */
function diagonaliseAtOnce(
  context: TaskContext,
  { settings, operator }: LeadingJob,
  workspace: LeadingWorkspace,
  record: Record,
): boolean {
  const { k, maxIterations } = settings;
  const n = operator.size;
  const gram = operator.source as Float64Array;
  if (context.slot === 0) record(largestColumns(gram, n, k));
  if (maxIterations === 0) return false;
  const found = leadingEigen(context, gram, n, k, workspace);
  if (found === undefined) return false;
  if (context.slot === 0) record(found === "unsettled" ? symmetricEigen(context, gram, n, k) : found);
  return true;
}

/** Unit vectors, the model that keeps the columns of the largest squares and drops the others. */
function largestColumns(gram: Float64Array, n: number, k: number): Eigen {
  const squares = Float64Array.from({ length: n }, (_, i) => gram[i * n + i]);
  const order = Array.from(squares, (_, i) => i).sort((a, b) => squares[b] - squares[a]);
  const vectors = new Float64Array(k * n);
  for (let i = 0; i < k; i++) vectors[i * n + order[i]] = 1;
  return { values: Float64Array.from({ length: k }, (_, i) => squares[order[i]]), vectors };
}

/** Writes the state where the caller can see it; returns the objective ‖T‖² − Σ θ. */
function recordInto({ total, result }: LeadingJob, { values, vectors }: Eigen, started: number): number {
  const objective = values.reduce((left, value) => left - value, total);
  const entry = Atomics.load(result.status, 0);
  result.values.set(values);
  result.vectors.set(vectors);
  result.history[2 * entry] = Math.max(0, objective);
  result.history[2 * entry + 1] = (performance.now() - started) / 1000;
  Atomics.store(result.status, 0, entry + 1);
  return objective;
}
