/**
 * The threads' side of a start: a first Y (k × width) from what each cell asks X·Y to be, missing ones asking for 0.
 *
 * svd: the leading right singular vectors of these targets Z, each times √σ, by block power iteration from a random start
 * (Halko, Martinsson & Tropp 2011, doi:10.1137/090771806, algorithm 4.4), one pass over the data a round.
 * nndsvd: their parts of one sign (see `nndsvd.ts`).
 */
import { symmetricEigen } from "../linear/eigen.js";
import { orthonormalise, randomBlock } from "../linear/lines.js";
import type { TaskContext } from "../workers/job.js";
import { panelsToDo, rangeCount, takenRanges } from "./fit-state.js";
import { nonNegativeParts } from "./nndsvd.js";
import { type EngineInput, PanelEngine } from "./panel-engine.js";
import { targetsInto } from "./targets.js";

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
