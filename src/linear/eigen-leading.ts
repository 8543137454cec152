/**
 * The k largest eigenvalues and their eigenvectors of a dense symmetric matrix n × n, on all threads of a job in lockstep.
 *
 * Householder reduction to tridiagonal form, each thread holding some slices of the rows and all of them computing the
 * reflectors alike; all eigenvalues by QL; the leading eigenvectors by inverse iteration, made orthogonal to their
 * neighbours, and carried back, each thread some of them. Every number is computed whole by one thread, or by all alike,
 * so the bits do not depend on their number.
 */
import { seededRandom } from "../data/random.js";
import { sharedDoubles } from "../matrix/matrix.js";
import type { TaskContext } from "../workers/job.js";
import { type Eigen, factorToOne } from "./eigen.js";
import { paddedTo } from "./padded.js";

/** Slices of the matrix's rows, each with every so-many-th row: how many threads can share the reduction. */
const SLICES = 4;
/** Steps of the reduction whose updates are made at once. */
const PAIRS = 16;
/** Entries of a line are padded to a multiple of this. */
const PADDING = 4;

/** What the threads share. */
export interface LeadingWorkspace {
  /** For odd and even steps by turns: row k + 1, and the slices' parts of the product. */
  steps: Float64Array;
  /** k lines, padded to a multiple of four. */
  vectors: Float64Array;
}

/**
 * Eigenvectors whose values lie closer than this share of the matrix's norm are made orthogonal; the others are so by
 * themselves, to the rounding divided by this.
 */
const CLOSE = 1e-4;
/** Largest residual ‖G v − λ v‖ and deviation from orthogonality, as shares of the norm, with which inverse iteration is believed. */
const BELIEVED = 1e-11;

export function leadingWorkspace(n: number, k: number): LeadingWorkspace {
  const line = paddedTo(n, PADDING);
  return { steps: sharedDoubles(2 * (1 + SLICES) * line), vectors: sharedDoubles(paddedTo(k, 4) * line) };
}

/**
 * Called by all threads alike; matrix: n × n, shared. All return the same pairs; undefined when the job was cancelled, and
 * "unsettled" when the vectors are not good enough to be believed.
 */
export function leadingEigen(
  context: TaskContext,
  matrix: Float64Array,
  n: number,
  k: number,
  workspace: LeadingWorkspace,
): Eigen | "unsettled" | undefined {
  const { arena, routines } = context;
  const line = paddedTo(n, PADDING);
  const reflectorsAt = arena.allocate(8 * line * n);
  const [diagonalAt, offDiagonalAt, factorsAt] = [0, 1, 2].map(() => arena.allocate(8 * line));
  const factor = factorToOne(matrix);
  if (!reduce(context, matrix, n, factor, workspace, { reflectorsAt, diagonalAt, offDiagonalAt, factorsAt })) {
    return undefined;
  }
  const [keptAt, couplingAt] = [0, 1].map(() => arena.allocate(8 * line));
  arena.doubles(keptAt, n).set(arena.doubles(diagonalAt, n));
  arena.doubles(couplingAt, n).set(arena.doubles(offDiagonalAt, n));
  const failed = routines.diagonalize(diagonalAt, offDiagonalAt, 0, n, 8 * line);
  if (failed > 0) {
    throw new Error(`Eigenvalue ${failed} of ${n} did not converge: the matrix holds values that are not finite`);
  }
  const all = arena.doubles(diagonalAt, n).slice().sort().reverse();
  const norm = Math.max(Math.abs(all[0]), Math.abs(all[n - 1]), Number.MIN_VALUE);
  const values = all.slice(0, k);
  const tridiagonal = { keptAt, couplingAt, norm };
  const believed = tridiagonalVectors(context, n, values, tridiagonal, workspace);
  if (believed === undefined || !carryBack(context, n, k, workspace, { reflectorsAt, factorsAt })) return undefined;
  if (!believed) return "unsettled";
  const vectors = new Float64Array(k * n);
  for (let i = 0; i < k; i++) vectors.set(workspace.vectors.subarray(i * line, i * line + n), i * n);
  return { values: values.map((value) => value / factor), vectors };
}

/** Where a thread keeps its copies of the reduction. */
interface Reduced {
  reflectorsAt: number;
  diagonalAt: number;
  offDiagonalAt: number;
  factorsAt: number;
}

/** Slice s of the rows, from the diagonal on, in a thread's memory. */
interface Slice {
  s: number;
  at: number;
  count: number;
}

/** Of `factor` times the matrix. */
function reduce(
  context: TaskContext,
  matrix: Float64Array,
  n: number,
  factor: number,
  { steps }: LeadingWorkspace,
  { reflectorsAt, diagonalAt, offDiagonalAt, factorsAt }: Reduced,
): boolean {
  const { routines, arena, slot, threads, meet, progress } = context;
  const line = paddedTo(n, PADDING);
  const slices: Slice[] = [];
  for (let s = slot; s < SLICES; s += threads) {
    const count = Math.max(0, Math.ceil((n - s) / SLICES));
    slices.push({ s, count, at: arena.allocate(8 * line * count) });
  }
  const rowAt = arena.allocate(8 * line);
  const partialsAt = arena.allocate(8 * line * SLICES);
  const pairsAt = arena.allocate(8 * line * PAIRS);
  const [row, partials] = [arena.doubles(rowAt, line), arena.doubles(partialsAt, line * SLICES)];
  const [diagonal, factors] = [arena.doubles(diagonalAt, n), arena.doubles(factorsAt, n)];
  for (const { s, at, count } of slices) {
    const rows = arena.doubles(at, line * count);
    for (let r = 0, i = s; r < count; r++, i += SLICES) {
      for (let j = i; j < n; j++) rows[r * line + j] = factor * matrix[i * n + j];
    }
  }
  for (let j = 0; j < n; j++) row[j] = factor * matrix[j];
  let pairs = 0;
  for (let k = 0; k < n - 1; k++) {
    diagonal[k] = row[k];
    const vAt = reflectorsAt + 8 * line * k;
    const vsAt = vAt - 8 * line * pairs;
    factors[k] = routines.makeReflector(rowAt, vAt, k, line, offDiagonalAt + 8 * k);
    const shared = steps.subarray((k % 2) * (1 + SLICES) * line, ((k % 2) + 1) * (1 + SLICES) * line);
    for (const { s, at, count } of slices) {
      routines.sliceProduct(at, count, SLICES, s, k, line, vAt, partialsAt + 8 * line * s);
      shared.set(partials.subarray(s * line + k + 1, (s + 1) * line), (1 + s) * line + k + 1);
      if ((k + 1) % SLICES !== s) continue;
      const here = at / 8 + line * ((k + 1 - s) / SLICES);
      shared.set(arena.doubles(8 * (here + k + 1), line - k - 1), k + 1);
    }
    if (!meet()) return false;
    row.set(shared.subarray(k + 1, line), k + 1);
    for (let s = 0; s < SLICES; s++) {
      partials.set(shared.subarray((1 + s) * line + k + 1, (2 + s) * line), s * line + k + 1);
    }
    routines.finishStep(partialsAt, SLICES, vsAt, pairsAt, pairs, factors[k], rowAt, k, line);
    if (++pairs === PAIRS) {
      for (const { s, at, count } of slices) {
        routines.subtractPairs(at, count, SLICES, s, k + 1, line, vsAt, pairsAt, pairs);
      }
      pairs = 0;
    }
    if (slot === 0 && k % 64 === 0) progress((0.9 * k) / n);
  }
  diagonal[n - 1] = row[n - 1];
  return true;
}

/** Eigenvectors of the tridiagonal matrix into the shared lines; whether they are good; undefined when cancelled. */
function tridiagonalVectors(
  { routines, arena, slot, threads, meet }: TaskContext,
  n: number,
  values: Float64Array,
  { keptAt, couplingAt, norm }: { keptAt: number; couplingAt: number; norm: number },
  { vectors }: LeadingWorkspace,
): boolean | undefined {
  const k = values.length;
  const line = paddedTo(n, PADDING);
  const linesAt = arena.allocate(8 * line * k);
  const workAt = arena.allocate(8 * 5 * n);
  const lines = arena.doubles(linesAt, line * k);
  for (let i = slot; i < k; i += threads) {
    const random = seededRandom(i + 1);
    for (let j = 0; j < n; j++) lines[i * line + j] = random.uniform() - 0.5;
    routines.inverseIteration(keptAt, couplingAt, n, values[i], norm, linesAt + 8 * line * i, workAt);
    vectors.set(lines.subarray(i * line, (i + 1) * line), i * line);
  }
  if (!meet()) return undefined;
  lines.set(vectors.subarray(0, k * line));
  for (let i = 0, first = 0; i < k; i++) {
    while (values[first] - values[i] > CLOSE * norm) first++;
    routines.orthogonalise(linesAt, 8 * line, first, i, n);
  }
  if (!meet()) return undefined;
  for (let i = slot; i < k; i += threads) vectors.set(lines.subarray(i * line, (i + 1) * line), i * line);
  const [kept, coupling] = [arena.doubles(keptAt, n), arena.doubles(couplingAt, n)];
  for (let i = 0; i < k; i++) {
    if (!(residual(kept, coupling, lines.subarray(i * line, i * line + n), values[i]) <= BELIEVED * norm)) return false;
  }
  return true;
}

/** ‖T z − λ z‖ for a tridiagonal T. */
function residual(diagonal: Float64Array, coupling: Float64Array, z: Float64Array, value: number): number {
  let squares = 0;
  for (let j = 0; j < z.length; j++) {
    const left = j > 0 ? coupling[j - 1] * z[j - 1] : 0;
    const right = j + 1 < z.length ? coupling[j] * z[j + 1] : 0;
    squares += ((diagonal[j] - value) * z[j] + left + right) ** 2;
  }
  return Math.sqrt(squares);
}

/** The shared lines from the tridiagonal's basis to the matrix's, four at a time; false when cancelled. */
function carryBack(
  { routines, arena, take, meet }: TaskContext,
  n: number,
  k: number,
  { vectors }: LeadingWorkspace,
  { reflectorsAt, factorsAt }: Pick<Reduced, "reflectorsAt" | "factorsAt">,
): boolean {
  const line = paddedTo(n, PADDING);
  const fourAt = arena.allocate(8 * 4 * line);
  const four = arena.doubles(fourAt, 4 * line);
  if (!meet()) return false;
  for (let part = take(Math.ceil(k / 4)); part >= 0; part = take(Math.ceil(k / 4))) {
    four.set(vectors.subarray(part * 4 * line, (part + 1) * 4 * line));
    routines.backTransformFour(reflectorsAt, factorsAt, n - 1, fourAt, line);
    vectors.set(four, part * 4 * line);
  }
  return meet();
}
