/**
 * Majorise and solve, the rows' half, where every loss is quadratic and no cell is missing: the parabolas are the losses, so
 * that X·Y need not be made. With H = 2 Y Yᵀ a row t has the slope x H − 2 t Yᵀ, and the loss t·t − 2 x·(t Yᵀ) + ½ x H xᵀ, of
 * which the last summand is ½ Σ XᵀX ∘ H over many rows: two products with the cells a round in place of four.
 *
 * The loss is a difference here; where little of the cells is left, `RowPass` is for it.
 */
import { paddedTo } from "../linear/padded.js";
import type { TaskContext } from "../workers/job.js";
import { type FitInput, panelsToDo, penaltyOf, penaltyValue, SUMS } from "./fit-state.js";
import type { Round, RowPass } from "./majorize-rows.js";
import type { PanelEngine, Reals } from "./panel-engine.js";

export class PlainRows {
  readonly #engine: PanelEngine;
  /** −2 Yᵀ, width × kLine. */
  readonly #linesAt: number;
  readonly #lines: Reals;
  /** H, k × kLine. */
  readonly #hAt: number;
  readonly #h: Reals;
  /** −2 T Yᵀ of a panel. */
  readonly #crossAt: number;
  readonly #cross: Reals;
  /** XᵀX of a range in float64. */
  readonly #squaresAt: number;
  readonly #squares: Float64Array;

  constructor(
    readonly context: TaskContext,
    readonly input: FitInput,
    readonly rows: RowPass,
  ) {
    const { arena } = context;
    const { k, width } = input;
    const { engine } = rows;
    const { size, kLine } = engine;
    const buffer = (count: number): [number, Reals] => {
      const at = arena.allocate(size * count);
      return [at, engine.reals(at, count)];
    };
    this.#engine = engine;
    [this.#linesAt, this.#lines] = buffer(width * kLine);
    [this.#hAt, this.#h] = buffer(k * kLine);
    [this.#crossAt, this.#cross] = buffer(engine.rows * kLine);
    this.#squaresAt = arena.allocate(8 * kLine * kLine);
    this.#squares = arena.doubles(this.#squaresAt, kLine * kLine);
  }

  /** After `RowPass.prepare`. */
  prepare(): void {
    const { k } = this.input;
    const { kLine, linesY } = this.#engine;
    for (let at = 0; at < linesY.length; at++) this.#lines[at] = -2 * linesY[at];
    for (let a = 0; a < k; a++) this.#h.set(this.rows.hessian.subarray(a * k, (a + 1) * k), a * kLine);
  }

  /** X of one range given Y, and the sums that Y's step needs: of the slopes −2 XᵀT alone, which lack 2 XᵀX Y. */
  async pass(range: number, round: Round): Promise<void> {
    const { context, input, rows } = this;
    const { k, width, state } = input;
    const engine = this.#engine;
    const { kLine, line, x: floats } = engine;
    const penaltyX = penaltyOf(input.penaltyX);
    const x = state.x[round.next];
    let [base, cross, penalty] = [0, 0, 0];
    rows.slopes.fill(0);
    this.#squares.fill(0);
    for (const { first, count } of panelsToDo(context, input, range)) {
      engine.load(first, count);
      if (Number.isNaN(state.base[range])) base += this.#squaresOfCells(count);
      rows.extrapolateInto(round, first, count);
      engine.setX(x, first, count);
      this.#slopes(count);
      rows.solve(x, first, count);
      engine.setX(x, first, count);
      for (let i = 0; i < count; i++) {
        for (let at = i * kLine; at < i * kLine + k; at++) cross += floats[at] * this.#cross[at];
        penalty += penaltyValue(penaltyX, x.subarray((first + i) * k, (first + i + 1) * k));
      }
      this.#addUp(count);
      await context.breathe();
    }
    if (context.stopping()) return;
    if (Number.isNaN(state.base[range])) state.base[range] = base;
    let curved = 0;
    for (let a = 0; a < k; a++) {
      for (let b = 0; b < k; b++) {
        const square = this.#squares[a * kLine + b];
        state.squares[(range * k + a) * k + b] = square;
        curved += square * rows.hessian[a * k + b];
      }
      for (let j = 0; j < width; j++) state.slopes[(range * k + a) * width + j] = -2 * rows.slopes[a * line + j];
    }
    state.sums[range * SUMS] = state.base[range] + cross + curved / 2;
    state.sums[range * SUMS + 1] = penalty;
  }

  /** −2 T Yᵀ, and with X·H added to it the engine's gradient. */
  #slopes(count: number): void {
    const { width, k } = this.input;
    const { product, at, size, kLine, cellLine, group, gradient } = this.#engine;
    const rows = paddedTo(count, 4);
    const line = size * kLine;
    const groups = kLine / group;
    product(at.cells, size * cellLine, size, this.#linesAt, 32, line, this.#crossAt, line, rows, width, groups, false);
    gradient.set(this.#cross);
    product(at.x, line, size, this.#hAt, 32, line, at.gradient, line, rows, k, groups, true);
  }

  /** XᵀT where `rows` has its slopes, and XᵀX. */
  #addUp(count: number): void {
    const { squares, squaresAt, slopesAt } = this.rows;
    const engine = this.#engine;
    const { product, at, size, kLine, line, cellLine, group } = engine;
    const [xLine, cells, out] = [size * kLine, size * cellLine, size * line];
    product(at.x, size, xLine, at.cells, 32, cells, slopesAt, out, kLine, count, cellLine / group, true);
    squares.fill(0);
    engine.addSquares(squaresAt, count);
    engine.addInto(this.#squaresAt, squaresAt, kLine * kLine);
  }

  #squaresOfCells(count: number): number {
    const { columns } = this.input.matrix;
    const engine = this.#engine;
    let sum = 0;
    for (let i = 0; i < count; i++) for (let j = 0; j < columns; j++) sum += engine.cell(i, j) ** 2;
    return sum;
  }
}
