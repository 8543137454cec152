/**
 * A symmetric matrix G, size × size, as something that multiplies blocks of lines (count × size), on all threads of a job
 * in lockstep: either dense, or the Gram matrix TᵀT of a transformed matrix T that is never formed.
 *
 * Dense: each part is a band of rows of G times the block. Data: each part is a range of rows of T, taken panel by panel:
 * C = T Qᵀ, then Cᵀ T; the ranges' sums are added in the order of the ranges. So the bits do not depend on the threads.
 */
import type { ColumnTransform } from "../matrix/columns.js";
import { copyRowsInto, type Matrix, sharedDoubles } from "../matrix/matrix.js";
import type { TaskContext } from "../workers/job.js";
import { multiply } from "./multiply.js";
import { paddedTo, panelRows } from "./padded.js";

/** T: rows × columns, (value − shift) · scale, a missing cell being zero. */
export interface TransformedData {
  matrix: Matrix;
  transform: ColumnTransform;
}

/** Shared by the threads: what is multiplied next, and the result. */
export interface OperatorInput {
  size: number;
  /** size × size, symmetric, shared; or the data. */
  source: Float64Array | TransformedData;
  /** Lines × size: the block to multiply, and the product. */
  block: Float64Array;
  product: Float64Array;
  /** RANGES × lines × size, for data; empty otherwise. */
  partial: Float64Array;
  /** Entry 0: lines of the block now; −1 ends the job. */
  count: Int32Array;
}

/** Rows of G in one part. */
const BAND = 64;
/** Ranges into which the data's rows are cut. */
const RANGES = 8;
/** Most rows of a panel of the data. */
const MOST_ROWS = 64;

export function operatorInput(size: number, source: Float64Array | TransformedData, lines: number): OperatorInput {
  const partial = source instanceof Float64Array ? 0 : RANGES * lines * size;
  const count = new Int32Array(new SharedArrayBuffer(4));
  return {
    ...{ size, source, count, partial: sharedDoubles(partial) },
    ...{ block: sharedDoubles(lines * size), product: sharedDoubles(lines * size) },
  };
}

/** On thread 0: product ← block · G for `count` lines; undefined when the job was cancelled. A view, until the next call. */
export function multiplied(context: TaskContext, input: OperatorInput, lines: Float64Array): Float64Array | undefined {
  input.block.set(lines);
  Atomics.store(input.count, 0, lines.length / input.size);
  return context.meet() && phases(context, input) ? input.product.subarray(0, lines.length) : undefined;
}

/** On thread 0: lets the other threads go. */
export function finish(context: TaskContext, input: OperatorInput): void {
  Atomics.store(input.count, 0, -1);
  context.meet();
}

/** On the other threads: helps until thread 0 has finished or the job is cancelled. */
export function serve(context: TaskContext, input: OperatorInput): void {
  while (context.meet() && Atomics.load(input.count, 0) >= 0) {
    if (!phases(context, input)) return;
  }
}

function phases(context: TaskContext, input: OperatorInput): boolean {
  const mark = context.arena.mark();
  const { source } = input;
  if (source instanceof Float64Array) {
    multiplyBands(context, input, source);
  } else {
    multiplyRanges(context, input, source);
    if (!context.meet()) return false;
    addRanges(context, input);
  }
  context.arena.release(mark);
  return context.meet();
}

function multiplyBands({ routines, arena, take }: TaskContext, input: OperatorInput, gram: Float64Array): void {
  const { size, block, product } = input;
  const count = Atomics.load(input.count, 0);
  const padded = paddedTo(count, 4);
  const bandAt = arena.allocate(8 * BAND * size);
  const blockAt = arena.allocate(8 * size * padded);
  const outAt = arena.allocate(8 * BAND * padded);
  const band = arena.doubles(bandAt, BAND * size);
  const out = arena.doubles(outAt, BAND * padded);
  transposeInto(arena.doubles(blockAt, size * padded), padded, block, count, size);
  for (let part = take(Math.ceil(size / BAND)); part >= 0; part = take(Math.ceil(size / BAND))) {
    const first = part * BAND;
    const rows = Math.min(BAND, size - first);
    band.set(gram.subarray(first * size, (first + rows) * size));
    multiply(routines, bandAt, blockAt, outAt, paddedTo(rows, 4), size, padded);
    for (let i = 0; i < rows; i++) for (let j = 0; j < count; j++) product[j * size + first + i] = out[i * padded + j];
  }
}

function multiplyRanges(
  { routines, arena, take }: TaskContext,
  input: OperatorInput,
  { matrix, transform }: TransformedData,
): void {
  const { size, block, partial } = input;
  const { rows } = matrix;
  const count = Atomics.load(input.count, 0);
  const lines = paddedTo(count, 4);
  const height = panelRows(size, MOST_ROWS);
  const padded = paddedTo(size, 4);
  const panelAt = arena.allocate(8 * height * size);
  const packedAt = arena.allocate(8 * height * padded);
  const [shiftAt, scaleAt] = [arena.allocate(8 * padded), arena.allocate(8 * padded)];
  const blockAt = arena.allocate(8 * lines * padded);
  const scoresAt = arena.allocate(8 * lines * height);
  const turnedAt = arena.allocate(8 * lines * height);
  const outAt = arena.allocate(8 * padded * lines);
  arena.doubles(shiftAt, size).set(transform.shift);
  arena.doubles(scaleAt, size).set(transform.scale);
  const panel = arena.doubles(panelAt, height * size);
  const scores = arena.doubles(scoresAt, lines * height);
  const turned = arena.doubles(turnedAt, lines * height);
  const out = arena.doubles(outAt, padded * lines);
  const padding = arena.doubles(blockAt, lines * padded);
  for (let i = 0; i < count; i++) padding.set(block.subarray(i * size, (i + 1) * size), i * padded);
  const sum = new Float64Array(size * lines);
  const rangeRows = paddedTo(Math.ceil(rows / RANGES), height);
  for (let part = take(RANGES); part >= 0; part = take(RANGES)) {
    sum.fill(0);
    const last = Math.min(rows, (part + 1) * rangeRows);
    for (let first = part * rangeRows; first < last; first += height) {
      const panelCount = Math.min(height, last - first);
      copyRowsInto(panel, matrix, first, panelCount);
      routines.packDoubles(panelAt, packedAt, shiftAt, scaleAt, panelCount, size, height, padded);
      multiply(routines, blockAt, packedAt, scoresAt, lines, padded, height);
      transposeInto(turned, lines, scores, lines, height);
      multiply(routines, packedAt, turnedAt, outAt, padded, height, lines);
      for (let i = 0; i < sum.length; i++) sum[i] += out[i];
    }
    const range = partial.subarray(part * count * size, (part + 1) * count * size);
    for (let j = 0; j < count; j++) for (let i = 0; i < size; i++) range[j * size + i] = sum[i * lines + j];
  }
}

/** product ← the sum of the ranges, in their order; each part is one line. */
function addRanges({ take }: TaskContext, input: OperatorInput): void {
  const { size, product, partial } = input;
  const count = Atomics.load(input.count, 0);
  for (let line = take(count); line >= 0; line = take(count)) {
    for (let i = line * size; i < (line + 1) * size; i++) {
      let sum = 0;
      for (let range = 0; range < RANGES; range++) sum += partial[range * count * size + i];
      product[i] = sum;
    }
  }
}

/** lines: count × size → target: size × count, its lines `padded` entries apart. */
function transposeInto(target: Float64Array, padded: number, lines: Float64Array, count: number, size: number): void {
  for (let j = 0; j < count; j++) for (let i = 0; i < size; i++) target[i * padded + j] = lines[j * size + i];
}
