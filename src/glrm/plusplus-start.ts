/**
 * k-means++ on a sample of the rows (Arthur & Vassilvitskii 2007, "k-means++: the advantages of careful seeding"), greedy as
 * scikit-learn's: of a few rows drawn by their squared distance to the nearest centre, the one that brings the sample nearest.
 * Then a few rounds of k-means on the sample. Missing cells ask for 0.
 *
 * The sample is cut into parts, each of which a thread holds in its memory, relative to the sample's first row.
 */
import { type Random, seededRandom, shuffleInPlace } from "../data/random.js";
import { paddedTo } from "../linear/padded.js";
import { sharedDoubles } from "../matrix/matrix.js";
import type { TaskContext } from "../workers/job.js";
import { type EngineInput, PanelEngine, type Reals } from "./panel-engine.js";
import { targetsInto } from "./targets.js";

export interface PlusplusInput extends EngineInput {
  seed: number;
  /** Rows of the sample. */
  sampled: number;
  /** Filled: k × width, shared. */
  y: Float64Array;
  /** Shared: the square of each sampled row's distance to its nearest centre. */
  nearest: Float64Array;
  /** Shared, for each part: what is left of these under each row drawn; k × width sums of rows; k numbers of rows. */
  left: Float64Array;
  sums: Float64Array;
  sizes: Float64Array;
}

/** Most rows of a sample, and most bytes of them in float64, unless rows for each centre are more. */
const SAMPLE = 8192;
const SAMPLE_BYTES = 2 ** 26;
const FEWEST_EACH = 8;
const PART = 1024;
const ROUNDS = 5;
/** Rows drawn for each centre, at most. */
const MOST_DRAWN = 8;

function sampleParts(sampled: number): number {
  return Math.ceil(sampled / PART);
}

/** With the shared memory that the threads need. */
export function plusplusInput(engine: EngineInput, seed: number, y: Float64Array): PlusplusInput {
  const { matrix, width, k } = engine;
  const fitting = Math.min(SAMPLE, Math.floor(SAMPLE_BYTES / (8 * width)));
  const sampled = Math.min(matrix.rows, Math.max(FEWEST_EACH * k, fitting));
  const parts = sampleParts(sampled);
  return {
    ...{ ...engine, seed, sampled, y },
    nearest: sharedDoubles(sampled),
    left: sharedDoubles(parts * MOST_DRAWN),
    sums: sharedDoubles(parts * k * width),
    sizes: sharedDoubles(parts * k),
  };
}

export function plusplusStartTask(context: TaskContext, input: PlusplusInput): void {
  const { k, seed, sampled, nearest } = input;
  const random = seededRandom(seed);
  const order = shuffleInPlace(
    Uint32Array.from({ length: input.matrix.rows }, (_, row) => row),
    random,
  ).subarray(0, sampled);
  const sample = context.arena.settled(() => new SampleShare(context, input));
  const drawn = Math.min(MOST_DRAWN, 2 + Math.floor(Math.log(k)));
  sample.begin(order);
  for (let c = 1; c < k; c++) {
    if (!context.meet()) return;
    // Every thread draws the same.
    const rows = Array.from({ length: drawn }, () => order[drawByWeight(nearest, random)]);
    sample.tryRows(rows);
    if (!context.meet()) return;
    sample.keepBest(rows, c);
    if (context.slot === 0) context.progress(c / (k + ROUNDS));
  }
  for (let round = 0; round < ROUNDS; round++) {
    if (!context.meet()) return;
    sample.sumUp();
    if (!context.meet()) return;
    if (context.slot === 0) meansInto(input);
  }
}

/** The parts of the sample that one thread has. */
class SampleShare {
  readonly #engine: PanelEngine;
  readonly #parts: { part: number; first: number; count: number; at: number }[] = [];
  readonly #squares: Float64Array;
  /** Of each row, the squares of its distances to the rows drawn. */
  readonly #tried: Float64Array;
  #origin: Float64Array = new Float64Array(0);
  /** Centres in groups of 32 bytes of numbers, each `width` times as many; and the sums of their squares. */
  readonly #linesAt: number;
  readonly #lines: Reals;
  readonly #norms: Float64Array;
  /** A part's products with all centres, by groups. */
  readonly #productsAt: number;
  readonly #products: Reals;
  readonly #rowsAt: number;
  readonly #outsAt: number;

  constructor(
    readonly context: TaskContext,
    readonly input: PlusplusInput,
  ) {
    const { arena, slot, threads } = context;
    const { k, width, sampled } = input;
    const engine = new PanelEngine(context, input, 4);
    const centres = paddedTo(Math.max(k, MOST_DRAWN), engine.group);
    this.#engine = engine;
    this.#squares = new Float64Array(sampled);
    this.#tried = new Float64Array(sampled * MOST_DRAWN);
    this.#norms = new Float64Array(centres);
    this.#linesAt = arena.allocate(engine.size * width * centres);
    this.#productsAt = arena.allocate(engine.size * PART * centres);
    this.#rowsAt = arena.allocate(4 * (PART + 3));
    this.#outsAt = arena.allocate(4 * (PART + 3));
    for (let part = slot; part < sampleParts(sampled); part += threads) {
      const first = part * PART;
      const count = Math.min(PART, sampled - first);
      this.#parts.push({ part, first, count, at: arena.allocate(engine.size * count * width) });
    }
    this.#lines = engine.reals(this.#linesAt, width * centres);
    this.#products = engine.reals(this.#productsAt, PART * centres);
  }

  /** Reads the sample; its first row is the first centre. */
  begin(order: Uint32Array): void {
    const { width, y, nearest } = this.input;
    const engine = this.#engine;
    this.#origin = this.#targetsOf(order[0]);
    if (this.context.slot === 0) y.set(this.#origin);
    for (const { first, count, at } of this.#parts) {
      const rows = engine.reals(at, count * width);
      for (let i = 0; i < count; i++) {
        const row = this.#targetsOf(order[first + i]);
        let sum = 0;
        for (let j = 0; j < width; j++) {
          const entry = (rows[i * width + j] = row[j] - this.#origin[j]);
          sum += entry * entry;
        }
        this.#squares[first + i] = nearest[first + i] = sum;
      }
    }
  }

  /** What would be left of the distances with each of some rows as the next centre. */
  tryRows(rows: number[]): void {
    const { nearest, left } = this.input;
    this.#setCentres(rows.map((row) => this.#targetsOf(row)));
    for (const { part, first, count, at } of this.#parts) {
      this.#multiply(at, count, rows.length);
      for (let r = 0; r < rows.length; r++) {
        let sum = 0;
        for (let i = 0; i < count; i++) {
          const distance = this.#distance(first + i, i, r, rows.length);
          this.#tried[(first + i) * MOST_DRAWN + r] = distance;
          sum += Math.min(nearest[first + i], distance);
        }
        left[part * MOST_DRAWN + r] = sum;
      }
    }
  }

  /** The row that leaves least, the first of equal ones, becomes centre c. */
  keepBest(rows: number[], c: number): void {
    const { sampled, width, y, nearest, left } = this.input;
    const parts = sampleParts(sampled);
    const totals = rows.map((_, r) => {
      let sum = 0;
      for (let part = 0; part < parts; part++) sum += left[part * MOST_DRAWN + r];
      return sum;
    });
    const best = totals.indexOf(Math.min(...totals));
    if (this.context.slot === 0) y.set(this.#targetsOf(rows[best]), c * width);
    for (const { first, count } of this.#parts) {
      for (let i = first; i < first + count; i++) nearest[i] = Math.min(nearest[i], this.#tried[i * MOST_DRAWN + best]);
    }
  }

  /** Sums of the rows nearest to each centre of y, part by part. */
  sumUp(): void {
    const { k, width, y, sums, sizes } = this.input;
    this.#setCentres(Array.from({ length: k }, (_, c) => y.subarray(c * width, (c + 1) * width)));
    for (const { part, first, count, at } of this.#parts) {
      const rows = this.#engine.reals(at, count * width);
      this.#multiply(at, count, k);
      sums.fill(0, part * k * width, (part + 1) * k * width);
      sizes.fill(0, part * k, (part + 1) * k);
      for (let i = 0; i < count; i++) {
        let [best, least] = [0, Infinity];
        for (let c = 0; c < k; c++) {
          const distance = this.#distance(first + i, i, c, k);
          if (distance < least) [best, least] = [c, distance];
        }
        const to = (part * k + best) * width;
        sizes[part * k + best]++;
        for (let j = 0; j < width; j++) sums[to + j] += rows[i * width + j] + this.#origin[j];
      }
    }
  }

  /** What the cells of a row ask X·Y to be. */
  #targetsOf(row: number): Float64Array {
    const engine = this.#engine;
    engine.load(row, 1);
    targetsInto(engine, 1);
    return Float64Array.from(engine.slopes.subarray(0, this.input.width));
  }

  #setCentres(centres: ArrayLike<number>[]): void {
    const { width } = this.input;
    const { group } = this.#engine;
    for (const [c, centre] of centres.entries()) {
      const first = Math.floor(c / group) * width * group + (c % group);
      let sum = 0;
      for (let j = 0; j < width; j++) {
        const entry = (this.#lines[first + j * group] = centre[j] - this.#origin[j]);
        sum += entry * entry;
      }
      this.#norms[c] = sum;
    }
  }

  /** Of the rows of a part, at `at`, and the first `centres` centres. */
  #multiply(at: number, count: number, centres: number): void {
    const { arena, routines } = this.context;
    const { width, single } = this.input;
    const { size, group } = this.#engine;
    const product = single ? routines.productOfRowsF32 : routines.productOfRowsF64;
    const groups = Math.ceil(centres / group);
    const [rows, outs] = [arena.words(this.#rowsAt, PART + 3), arena.words(this.#outsAt, PART + 3)];
    for (let i = 0; i < count; i++) rows[i] = at + size * width * i;
    rows.fill(at, count, count + 3);
    for (let g = 0; g < groups; g++) {
      for (let i = 0; i < count; i++) outs[i] = this.#productsAt + 32 * (i * groups + g);
      product(this.#rowsAt, this.#outsAt, count, this.#linesAt + 32 * width * g, width, false);
    }
  }

  /** The square of that of sampled row `row`, row i of the part just multiplied, to centre c of `centres`. */
  #distance(row: number, i: number, c: number, centres: number): number {
    const { group } = this.#engine;
    const line = paddedTo(centres, group);
    return Math.max(0, this.#squares[row] - 2 * this.#products[i * line + c] + this.#norms[c]);
  }
}

/** y from the sums of all parts; a centre without rows stays where it is. */
function meansInto({ k, width, sampled, y, sums, sizes }: PlusplusInput): void {
  const parts = sampleParts(sampled);
  for (let c = 0; c < k; c++) {
    let size = 0;
    for (let part = 0; part < parts; part++) size += sizes[part * k + c];
    if (size === 0) continue;
    for (let j = 0; j < width; j++) {
      let sum = 0;
      for (let part = 0; part < parts; part++) sum += sums[(part * k + c) * width + j];
      y[c * width + j] = sum / size;
    }
  }
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
