/**
 * The threads' side of a start: a first Y (k × width) from what each cell asks X·Y to be, missing ones asking for 0.
 *
 * svd: the leading right singular vectors of these targets Z, each times √σ, by block power iteration from a random start
 * (Halko, Martinsson & Tropp 2011, doi:10.1137/090771806, algorithm 4.4), one pass over the data a round.
 * nndsvd: their parts of one sign (see `nndsvd.ts`).
 * plusplus: k-means++ (Arthur & Vassilvitskii 2007) and a few rounds of k-means on a sample of the rows.
 */
import { type Random, seededRandom, shuffleInPlace } from "../data/random.js";
import { symmetricEigen } from "../linear/eigen.js";
import { orthonormalise, randomBlock } from "../linear/lines.js";
import type { TaskContext } from "../workers/job.js";
import { panelsToDo, rangeCount, takenRanges } from "./fit-state.js";
import { BLOCK_LOSS_CODES, LOSS_CODES, OWN_LOSS } from "./loss-codes.js";
import { nonNegativeParts } from "./nndsvd.js";
import { type EngineInput, PanelEngine } from "./panel-engine.js";

export interface StartInput extends EngineInput {
  /** Rows of Y wanted; `k` of the engine's input has some more for the subspace. */
  wanted: number;
  seed: number;
  /** Filled: wanted × width, shared. */
  y: Float64Array;
  /** Shared sums: ranges × k × width, ranges × k × k. */
  products: Float64Array;
  squares: Float64Array;
  /** The subspace: k × width, shared. */
  basis: Float64Array;
  /** For nndsvd, shared sums: ranges × k × 2. */
  parts?: Float64Array;
}

/** Rounds of power iteration before the last pass. */
const ROUNDS = 3;
/** A singular value under this share of the largest is rounding; its archetype starts at random, small. */
const NEGLIGIBLE = 1e-6;

export function svdStartTask(context: TaskContext, input: StartInput): void {
  const { k, width, wanted, basis, products, squares, y, seed } = input;
  const { engine, productsAt, squaresAt, product, square } = context.arena.settled(() => {
    const engine = new PanelEngine(context, input);
    const productsAt = context.arena.allocate(engine.size * engine.kLine * engine.line);
    const squaresAt = context.arena.allocate(engine.size * engine.kLine * engine.kLine);
    const product = engine.reals(productsAt, engine.kLine * engine.line);
    return { engine, productsAt, squaresAt, product, square: engine.reals(squaresAt, engine.kLine * engine.kLine) };
  });
  if (context.slot === 0) {
    basis.set(randomBlock(k, width, seed));
    orthonormalise(basis, 0, k, width);
  }
  if (!context.meet()) return;
  const ranges = rangeCount(input);
  for (let round = 0; round <= ROUNDS; round++) {
    engine.setY(basis);
    for (const range of takenRanges(context, ranges)) {
      product.fill(0);
      square.fill(0);
      for (const { first, count } of panelsToDo(context, input, range)) {
        engine.load(first, count);
        targetsInto(engine, count);
        engine.slopesByX(count);
        engine.x.set(engine.gradient);
        engine.addSquares(squaresAt, count);
        if (round < ROUNDS) engine.addSlopesByY(productsAt, count);
      }
      for (let c = 0; c < k; c++) {
        const at = range * k + c;
        products.set(product.subarray(c * engine.line, c * engine.line + width), at * width);
        squares.set(square.subarray(c * engine.kLine, c * engine.kLine + k), at * k);
      }
    }
    if (!context.meet()) return;
    if (context.slot === 0) {
      if (round < ROUNDS) {
        addUp(basis, products, ranges);
        completeBasis(basis, k, width, seed);
      } else {
        const total = new Float64Array(k * k);
        addUp(total, squares, ranges);
        rotateInto(y, symmetricEigen(context, total, k, wanted), basis, k, width, seed);
      }
      context.progress((round + 1) / (ROUNDS + 1));
    }
    if (!context.meet()) return;
  }
  const { parts } = input;
  if (parts === undefined) return;
  nonNegativeParts(context, { ...input, parts }, (engine, first, count) => {
    engine.load(first, count);
    targetsInto(engine, count);
  });
}

/** What each loaded cell asks of X·Y, put where the engine keeps slopes. */
function targetsInto(engine: PanelEngine, count: number): void {
  const { columns } = engine.input;
  const { slopes, line } = engine;
  // The usual case, apart because it goes over all cells: each asks to be itself.
  if (columns.every(({ code }) => PLAIN.has(code))) {
    for (let i = 0; i < count; i++) {
      for (let j = 0, at = i * line; j < columns.length; j++, at++) {
        const cell = engine.cell(i, j);
        slopes[at] = Number.isNaN(cell) ? 0 : cell;
      }
    }
    return;
  }
  for (let i = 0; i < count; i++) {
    for (const [column, { code, first, width }] of columns.entries()) {
      const cell = engine.cell(i, column);
      const at = i * line + first;
      if (code < 8 || code === OWN_LOSS) slopes[at] = targetOf(code, cell);
      else for (let level = 0; level < width; level++) slopes[at + level] = levelTarget(code, cell, level);
    }
  }
}

/** Losses of one number that are least where X·Y is the cell. */
const { quadratic, absolute, huber, quantile, periodic } = LOSS_CODES;
const PLAIN: ReadonlySet<number> = new Set([quadratic, absolute, huber, quantile, periodic, OWN_LOSS]);

function targetOf(code: number, cell: number): number {
  if (Number.isNaN(cell)) return 0;
  if (code === LOSS_CODES.poisson) return Math.log(Math.max(cell, 0.5));
  if (code === LOSS_CODES.logistic || code === LOSS_CODES.hinge) return 2 * cell - 1;
  return cell;
}

function levelTarget(code: number, cell: number, level: number): number {
  if (Number.isNaN(cell)) return 0;
  const ordered = code === BLOCK_LOSS_CODES.ordinal || code === BLOCK_LOSS_CODES.biggerVersusSmaller;
  return (ordered ? cell > level : cell === level) ? 1 : -1;
}

function addUp(target: Float64Array, parts: Float64Array, ranges: number): void {
  const size = target.length;
  target.fill(0);
  for (let range = 0; range < ranges; range++) for (let i = 0; i < size; i++) target[i] += parts[range * size + i];
}

/** Makes the lines orthonormal; those that vanish become random ones. */
function completeBasis(basis: Float64Array, k: number, width: number, seed: number): void {
  let kept = orthonormalise(basis, 0, k, width);
  for (let tries = 0; kept < k && tries < 3; tries++) {
    basis.set(randomBlock(k - kept, width, seed + 1 + tries), kept * width);
    kept += orthonormalise(basis, kept, k - kept, width);
  }
  basis.fill(0, kept * width);
}

/** Y: the singular vectors within the subspace, times the root of their singular value. */
function rotateInto(
  y: Float64Array,
  { values, vectors }: { values: Float64Array; vectors: Float64Array },
  basis: Float64Array,
  k: number,
  width: number,
  seed: number,
): void {
  const largest = Math.sqrt(Math.max(0, values[0]));
  for (let i = 0; i < values.length; i++) {
    const singular = Math.sqrt(Math.max(0, values[i]));
    const line = y.subarray(i * width, (i + 1) * width).fill(0);
    if (!(singular > NEGLIGIBLE * largest)) {
      const small = Math.sqrt(Math.max(largest, 1) / width) * 1e-2;
      line.set(randomBlock(1, width, seed + i).map((value) => small * value));
      continue;
    }
    for (let c = 0; c < k; c++) {
      const weight = vectors[i * k + c] * Math.sqrt(singular);
      for (let j = 0; j < width; j++) line[j] += weight * basis[c * width + j];
    }
  }
}

/** Most rows that k-means++ looks at, and rounds of k-means on them. */
const SAMPLE = 2048;
const LLOYD_ROUNDS = 5;

/** One thread's work; the others find nothing to do. */
export function plusplusStartTask(context: TaskContext, input: StartInput): void {
  if (context.slot !== 0) return;
  const { matrix, width, wanted, seed, y } = input;
  const engine = context.arena.settled(() => new PanelEngine(context, input, 4));
  const random = seededRandom(seed);
  const order = shuffleInPlace(
    Uint32Array.from({ length: matrix.rows }, (_, row) => row),
    random,
  );
  const count = Math.min(matrix.rows, Math.max(SAMPLE, 8 * wanted));
  const sample = new Float64Array(count * width);
  for (let i = 0; i < count; i++) {
    engine.load(order[i], 1);
    targetsInto(engine, 1);
    sample.set(engine.slopes.subarray(0, width), i * width);
  }
  const nearest = new Float64Array(count).fill(Infinity);
  for (let c = 0; c < wanted && !context.stopping(); c++) {
    const row = c === 0 ? 0 : drawByWeight(nearest, random);
    y.set(sample.subarray(row * width, (row + 1) * width), c * width);
    for (let i = 0; i < count; i++) nearest[i] = Math.min(nearest[i], distance(sample, i, y, c, width, nearest[i]));
  }
  for (let round = 0; round < LLOYD_ROUNDS && !context.stopping(); round++) {
    context.progress(round / LLOYD_ROUNDS);
    const sums = new Float64Array(wanted * width);
    const sizes = new Float64Array(wanted);
    for (let i = 0; i < count; i++) {
      let best = 0;
      let least = Infinity;
      for (let c = 0; c < wanted; c++) {
        const d = distance(sample, i, y, c, width, least);
        if (d < least) [best, least] = [c, d];
      }
      sizes[best]++;
      for (let j = 0; j < width; j++) sums[best * width + j] += sample[i * width + j];
    }
    for (let c = 0; c < wanted; c++) {
      if (sizes[c] === 0) continue;
      for (let j = 0; j < width; j++) y[c * width + j] = sums[c * width + j] / sizes[c];
    }
  }
}

/** Columns between two looks at whether a distance is too large already. */
const STRIDE = 32;

/** The square of a distance, or of a part of it that is no less than `most`. */
function distance(
  rows: Float64Array,
  i: number,
  centres: Float64Array,
  c: number,
  width: number,
  most: number,
): number {
  let sum = 0;
  for (let from = 0; from < width && sum < most; from += STRIDE) {
    const to = Math.min(width, from + STRIDE);
    for (let j = from; j < to; j++) sum += (rows[i * width + j] - centres[c * width + j]) ** 2;
  }
  return sum;
}

/** An index drawn with probability proportional to its weight; any one when all weights are 0. */
function drawByWeight(weights: Float64Array, random: Random): number {
  let left = random.uniform() * weights.reduce((sum, weight) => sum + weight, 0);
  for (let i = 0; i < weights.length; i++) {
    left -= weights[i];
    if (left < 0) return i;
  }
  return random.below(weights.length);
}
