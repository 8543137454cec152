/**
 * One thread's view of the problem: panels of rows that stay in its cache, with their cells T, rows of X, products
 * U = X·Y, losses, slopes G = ∂L/∂U and weights W, in float32 or float64. Buffers live in the thread's WebAssembly memory.
 *
 * Lines of U, G and W are `line` numbers long (the columns of Y, padded with zeros), those of X and of the lines of Y
 * (Yᵀ) `kLine`, those of T `cellLine`.
 */
import { paddedTo } from "../linear/padded.js";
import { copyRowsInto, copySpan, type Matrix } from "../matrix/matrix.js";
import type { Instance } from "../wasm/instance.js";
import type { AddInto, BlockLossRow, Gather, LossRow, PackCells, PanelProduct } from "../wasm/routines.js";
import type { Loss } from "./losses.js";
import { type EngineColumn, type Run, runsOf } from "./panel-columns.js";

export interface EngineInput {
  matrix: Matrix;
  columns: EngineColumn[];
  /** Columns of Y. */
  width: number;
  k: number;
  /** Whether panels are float32. */
  single: boolean;
}

export type Reals = Float32Array | Float64Array;

/** Bytes of one panel of U: with T, G and W it stays within a core's second-level cache. */
const PANEL_BYTES = 96 * 1024;
const MOST_ROWS = 128;

/** Rows of a panel. */
export function panelRows({ width, single }: Pick<EngineInput, "width" | "single">): number {
  const fitting = Math.floor(PANEL_BYTES / (width * (single ? 4 : 8)) / 4) * 4;
  return Math.min(MOST_ROWS, Math.max(4, fitting));
}

export class PanelEngine {
  readonly rows: number;
  readonly size: 4 | 8;
  /** Columns in a group of 32 bytes. */
  readonly group: number;
  readonly line: number;
  readonly kLine: number;
  readonly cellLine: number;
  readonly product: PanelProduct;
  readonly gather: Gather;
  readonly addInto: AddInto;
  /** Views of the panel's buffers. */
  readonly x: Reals;
  readonly slopes: Reals;
  readonly weights: Reals;
  readonly u: Reals;
  readonly gradient: Reals;
  /** width × kLine. */
  readonly linesY: Reals;
  readonly runs: readonly Run[];
  /** Loss of each row. */
  readonly losses: Float64Array;
  /** Loss of each run. */
  readonly runLosses: Float64Array;
  readonly at: Readonly<
    Record<"raw" | "cells" | "u" | "g" | "w" | "x" | "gradient" | "packedY" | "linesY" | "shift" | "scale", number>
  >;
  readonly #cells: Reals;
  readonly #packedY: Reals;
  readonly #raw: Uint8Array | Float32Array | Float64Array;
  readonly #lossRow: LossRow;
  readonly #blockLoss: BlockLossRow;
  readonly #pack: PackCells;

  constructor(
    readonly instance: Instance,
    readonly input: EngineInput,
    rows: number = panelRows(input),
    apart = false,
  ) {
    const { routines, arena } = instance;
    const { matrix, columns, width, k, single } = input;
    this.rows = rows;
    this.size = single ? 4 : 8;
    this.group = 32 / this.size;
    this.line = paddedLine(paddedTo(width, this.group), this.size);
    this.kLine = paddedTo(k, this.group);
    this.cellLine = paddedTo(matrix.columns, this.group);
    this.product = single ? routines.productF32 : routines.productF64;
    this.gather = single ? routines.gatherF32 : routines.gatherF64;
    this.addInto = single ? routines.addIntoF32 : routines.addIntoF64;
    this.#lossRow = single ? routines.lossRowF32 : routines.lossRowF64;
    this.#blockLoss = single ? routines.blockLossF32 : routines.blockLossF64;
    this.#pack = single ? routines.packCellsF32 : routines.packCellsF64;
    this.runs = runsOf(columns, apart);
    const room = (count: number): number => arena.allocate(this.size * count + 16);
    const rawSize = matrix.data.BYTES_PER_ELEMENT;
    this.at = {
      raw: arena.allocate(rawSize * rows * matrix.columns),
      cells: room(rows * this.cellLine),
      u: room(rows * this.line),
      g: room(rows * this.line),
      w: room(rows * this.line),
      x: room(rows * this.kLine),
      gradient: room(rows * this.kLine),
      packedY: room(k * this.line),
      linesY: room(width * this.kLine),
      shift: room(matrix.columns),
      scale: room(matrix.columns),
    };
    const reals = (at: number, count: number): Reals => this.reals(at, count);
    this.#raw = rawView(arena.bytes(this.at.raw, rawSize * rows * matrix.columns), matrix);
    this.#cells = reals(this.at.cells, rows * this.cellLine);
    this.u = reals(this.at.u, rows * this.line);
    this.slopes = reals(this.at.g, rows * this.line);
    this.weights = reals(this.at.w, rows * this.line);
    this.x = reals(this.at.x, rows * this.kLine);
    this.gradient = reals(this.at.gradient, rows * this.kLine);
    this.#packedY = reals(this.at.packedY, k * this.line);
    this.linesY = reals(this.at.linesY, width * this.kLine);
    this.losses = new Float64Array(rows);
    this.runLosses = new Float64Array(this.runs.length);
    reals(this.at.shift, matrix.columns).set(columns.map(({ shift }) => shift));
    reals(this.at.scale, matrix.columns).set(columns.map(({ scale }) => scale));
  }

  /** A view of numbers in the engine's precision. */
  reals(at: number, count: number): Reals {
    const { arena } = this.instance;
    return this.input.single ? arena.floats(at, count) : arena.doubles(at, count);
  }

  /** Y: k × width, row-major, float64 → both layouts that the products want. */
  setY(y: Float64Array): void {
    const { k, width } = this.input;
    const { group } = this;
    for (let c = 0; c < k; c++) {
      for (let j = 0; j < width; j++) {
        const value = y[c * width + j];
        const block = Math.floor(j / group);
        this.#packedY[(block * k + c) * group + (j - block * group)] = value;
        this.linesY[j * this.kLine + c] = value;
      }
    }
  }

  /** Cells of rows `first` … first + count − 1, or of the first `count` of a list of rows, transformed. */
  load(first: number | Uint32Array, count: number): void {
    this.#copyRaw(first, count);
    this.#packInto(this.at.cells, this.cellLine, this.at.shift, this.at.scale, count);
  }

  /** In place of slopes, (cell − shift) · scale of raw cells of listed rows; shift and scale: places of a number a column. */
  loadAsSlopes(rows: Uint32Array, count: number, shift: number, scale: number): void {
    this.#copyRaw(rows, count);
    this.#packInto(this.at.g, this.line, shift, scale, count);
  }

  #copyRaw(rows: number | Uint32Array, count: number): void {
    const { matrix } = this.input;
    if (typeof rows === "number") copyRowsInto(this.#raw, matrix, rows, count);
    else for (let i = 0; i < count; i++) copyRowsInto(this.#raw.subarray(i * matrix.columns), matrix, rows[i], 1);
  }

  #packInto(out: number, line: number, shift: number, scale: number, count: number): void {
    const { columns } = this.input.matrix;
    this.#pack(this.#raw.BYTES_PER_ELEMENT, this.at.raw, out, shift, scale, count, columns, this.size * line);
  }

  /** The transformed cell of a loaded row; NaN when missing, a code for a category. */
  cell(row: number, column: number): number {
    return this.#cells[row * this.cellLine + column];
  }

  /** Rows of X, float64: row i of the panel is row first + i of x (any × k). */
  setX(x: Float64Array, first: number, count: number): void {
    const { k } = this.input;
    for (let i = 0; i < count; i++) copySpan(this.x, i * this.kLine, x, (first + i) * k, k);
  }

  /** U = X·Y. */
  multiply(count: number): void {
    const { k } = this.input;
    const { x, packedY, u } = this.at;
    const { size, kLine, line, group } = this;
    this.product(
      x,
      size * kLine,
      size,
      packedY,
      32 * k,
      32,
      u,
      size * line,
      paddedTo(count, 4),
      k,
      line / group,
      false,
    );
  }

  /** U of rows that are all archetype c, as `multiply` makes it. */
  repeatArchetype(c: number, count: number): void {
    const { group, line, u } = this;
    const { k } = this.input;
    for (let j = 0; j < line; j++) {
      const block = Math.floor(j / group);
      u[j] = this.#packedY[(block * k + c) * group + (j - block * group)];
    }
    for (let i = 1; i < count; i++) u.copyWithin(i * line, 0, line);
  }

  /** Losses of the rows, slopes G and, if asked, weights W, at the present U. */
  evaluate(count: number, epsilon: number, withWeights: boolean): void {
    const { size, line, runs, runLosses } = this;
    runLosses.fill(0);
    for (let i = 0; i < count; i++) {
      let sum = 0;
      for (let r = 0; r < runs.length; r++) {
        const run = runs[r];
        let loss: number;
        const offset = size * (i * line + run.first);
        const w = withWeights ? this.at.w + offset : 0;
        const { code, parameter, own } = run;
        if (own !== undefined) {
          loss = this.#ownLoss(own, i, run, withWeights);
        } else if (code < 8) {
          const cells = this.at.cells + size * (i * this.cellLine + run.cell);
          const [u, g] = [this.at.u + offset, this.at.g + offset];
          loss = this.#lossRow(code, u, cells, g, w, run.count, parameter, epsilon);
        } else {
          const level = this.cell(i, run.cell);
          const known = Number.isNaN(level) ? -1 : level;
          loss = this.#blockLoss(code, this.at.u + offset, known, this.at.g + offset, w, run.count, epsilon);
        }
        sum += loss;
        runLosses[r] += loss;
      }
      this.losses[i] = sum;
    }
  }

  #ownLoss(loss: Loss, row: number, { cell, first, count }: Run, withWeights: boolean): number {
    let sum = 0;
    for (let j = 0; j < count; j++) {
      const at = row * this.line + first + j;
      const value = this.cell(row, cell + j);
      const missing = Number.isNaN(value);
      if (!missing) sum += loss.value(this.u[at], value);
      this.slopes[at] = missing ? 0 : loss.slope(this.u[at], value);
      if (withWeights) this.weights[at] = missing ? 0 : (loss.weight?.(this.u[at], value) ?? loss.curvature);
    }
    return sum;
  }

  /** Rows × k: the slopes by X, G·Yᵀ. */
  slopesByX(count: number): void {
    const { g, linesY, gradient } = this.at;
    const { size, kLine, line, group } = this;
    const rows = paddedTo(count, 4);
    const { width } = this.input;
    this.product(
      g,
      size * line,
      size,
      linesY,
      32,
      size * kLine,
      gradient,
      size * kLine,
      rows,
      width,
      kLine / group,
      false,
    );
  }

  /** Adds Xᵀ·G of the panel to k × line numbers at `out`. */
  addSlopesByY(out: number, count: number): void {
    const { x, g } = this.at;
    const { size, kLine, line, group } = this;
    this.product(x, size, size * kLine, g, 32, size * line, out, size * line, kLine, count, line / group, true);
  }

  /** Adds XᵀX of the panel to kLine × kLine numbers at `out`. */
  addSquares(out: number, count: number): void {
    const { x } = this.at;
    const { size, kLine, group } = this;
    this.product(x, size, size * kLine, x, 32, size * kLine, out, size * kLine, kLine, count, kLine / group, true);
  }
}

/** Lines a multiple of 4096 bytes apart would fall on the same places of the cache. */
function paddedLine(count: number, size: number): number {
  return (count * size) % 4096 === 0 ? count + 64 / size : count;
}

function rawView(bytes: Uint8Array, { data }: Matrix): Uint8Array | Float32Array | Float64Array {
  const { buffer, byteOffset, byteLength } = bytes;
  if (data instanceof Uint8Array) return bytes;
  if (data instanceof Float32Array) return new Float32Array(buffer, byteOffset, byteLength / 4);
  return new Float64Array(buffer, byteOffset, byteLength / 8);
}
