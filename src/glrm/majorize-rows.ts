/**
 * Majorise and solve, the rows' half: X given Y, panel by panel, and the sums that the step of Y needs.
 */
import { paddedTo } from "../linear/padded.js";
import type { TaskContext } from "../workers/job.js";
import { chooseArchetypes } from "./choose-archetypes.js";
import { type FitInput, panelsToDo, penaltyOf, penaltyValue, rowCosts, SUMS } from "./fit-state.js";
import { takenBack } from "./halve-step.js";
import { PanelEngine, type Reals } from "./panel-engine.js";
import { hasClosedForm, type Penalty, ridgeOf, VectorSolver } from "./vector-solver.js";

/** Which buffers of X hold the model's, the one before it and the one to be written, and how far to extrapolate. */
export interface Round {
  current: number;
  previous: number;
  next: number;
  share: number;
}

export class RowPass {
  readonly engine: PanelEngine;
  /** H, k × k: diag(L) between Y and its transpose. */
  readonly hessian: Float64Array;
  readonly #solver: VectorSolver;
  readonly #penalty: Penalty;
  /** Sums over a range, kLine × line and kLine × kLine; `PlainRows` has its own sums there. */
  readonly slopesAt: number;
  readonly slopes: Reals;
  readonly squaresAt: number;
  readonly squares: Reals;
  readonly #inverseAt: number;
  readonly #inverse: Reals;
  readonly #stepAt: number;
  readonly #step: Reals;

  constructor(
    readonly context: TaskContext,
    readonly input: FitInput,
  ) {
    const { arena } = context;
    const { k } = input;
    const engine = new PanelEngine(context, input);
    const { size, kLine, line, rows } = engine;
    this.engine = engine;
    this.hessian = new Float64Array(k * k);
    this.slopesAt = arena.allocate(size * kLine * line);
    this.squaresAt = arena.allocate(size * kLine * kLine);
    this.#inverseAt = arena.allocate(size * k * kLine);
    this.#stepAt = arena.allocate(size * rows * kLine);
    this.#solver = new VectorSolver(context, k);
    this.slopes = engine.reals(this.slopesAt, kLine * line);
    this.squares = engine.reals(this.squaresAt, kLine * kLine);
    this.#inverse = engine.reals(this.#inverseAt, k * kLine);
    this.#step = engine.reals(this.#stepAt, rows * kLine);
    this.#penalty = penaltyOf(input.penaltyX);
  }

  /** Y of this round in the engine's layouts, H, and where X has a closed form (H + 2γ I)⁻¹. */
  prepare(): void {
    const { input } = this;
    const { k, width, columns, state } = input;
    this.engine.setY(state.trial);
    const curvature = new Float64Array(width);
    for (const column of columns) curvature.fill(column.curvature, column.first, column.first + column.width);
    const { hessian } = this;
    for (let a = 0; a < k; a++) {
      for (let b = 0; b <= a; b++) {
        let sum = 0;
        for (let j = 0; j < width; j++) sum += curvature[j] * state.trial[a * width + j] * state.trial[b * width + j];
        hessian[a * k + b] = hessian[b * k + a] = sum;
      }
    }
    this.#solver.setH(hessian, 1);
    if (hasClosedForm(this.#penalty)) {
      this.#solver.invertInto(this.#inverse, this.engine.kLine, ridgeOf(this.#penalty));
    }
  }

  /** X of one range given Y, and the sums that Y's step needs. */
  async pass(range: number, round: Round): Promise<void> {
    const { context, input } = this;
    const { k, width, state } = input;
    const engine = this.engine;
    const x = state.x[round.next];
    const careful = input.columns.some(({ own }) => own !== undefined);
    let [loss, penalty] = [0, 0];
    this.slopes.fill(0);
    this.squares.fill(0);
    // Of parabolas above the losses, that at the present archetype favours it; plain ones are the losses.
    const chooses = this.#penalty.regularizer.name === "unitOneSparse" && !input.plain;
    for (const { first, count } of panelsToDo(context, input, range)) {
      engine.load(first, count);
      let before: Float64Array | undefined;
      if (chooses) chooseArchetypes(engine, x, first, count, k, 0);
      else {
        this.extrapolateInto(round, first, count);
        engine.setX(x, first, count);
        engine.multiply(count);
        engine.evaluate(count, 0, false);
        if (careful) before = this.#costs(x, first, count);
        engine.slopesByX(count);
        this.solve(x, first, count);
      }
      engine.setX(x, first, count);
      engine.multiply(count);
      engine.evaluate(count, 0, false);
      if (before !== undefined) this.#takeBackWorse(before, round, first, count);
      engine.addSlopesByY(this.slopesAt, count);
      for (let i = 0; i < count; i++) {
        const row = x.subarray((first + i) * k, (first + i + 1) * k);
        loss += engine.losses[i];
        penalty += penaltyValue(this.#penalty, row);
      }
      engine.addSquares(this.squaresAt, count);
      await context.breathe();
    }
    state.sums[range * SUMS] = loss;
    state.sums[range * SUMS + 1] = penalty;
    for (let c = 0; c < k; c++) {
      const line = this.slopes.subarray(c * engine.line, c * engine.line + width);
      state.slopes.set(line, (range * k + c) * width);
      const squares = this.squares.subarray(c * engine.kLine, c * engine.kLine + k);
      state.squares.set(squares, (range * k + c) * k);
    }
  }

  extrapolateInto({ current: at, previous: before, next, share }: Round, first: number, count: number): void {
    const { k, state } = this.input;
    const [x, current, previous] = [next, at, before].map((buffer) => state.x[buffer]);
    const from = first * k;
    const to = (first + count) * k;
    for (let i = from; i < to; i++) x[i] = current[i] + share * (current[i] - previous[i]);
    if (share === 0 || !this.#penalty.regularizer.constraint) return;
    for (let i = first; i < first + count; i++) {
      this.#penalty.regularizer.proximal(x.subarray(i * k, (i + 1) * k), 1);
    }
  }

  /** The step of a panel's rows from x, where the engine has their gradient. */
  solve(x: Float64Array, first: number, count: number): void {
    if (hasClosedForm(this.#penalty)) this.#closedStep(x, first, count);
    else this.#solvedStep(x, first, count);
  }

  /** x ← x − (g + 2γ x) (H + 2γ I)⁻¹, all rows in one product. */
  #closedStep(x: Float64Array, first: number, count: number): void {
    const { k } = this.input;
    const engine = this.engine;
    const { size, kLine, group, gradient } = engine;
    const ridge = ridgeOf(this.#penalty);
    if (ridge > 0) {
      for (let i = 0; i < count; i++) {
        for (let c = 0; c < k; c++) gradient[i * kLine + c] += ridge * x[(first + i) * k + c];
      }
    }
    const { gradient: a } = engine.at;
    const rows = paddedTo(count, 4);
    const [line, groups] = [size * kLine, kLine / group];
    engine.product(a, line, size, this.#inverseAt, 32, line, this.#stepAt, line, rows, k, groups, false);
    for (let i = 0; i < count; i++) {
      for (let c = 0; c < k; c++) x[(first + i) * k + c] -= this.#step[i * kLine + c];
    }
  }

  /** A row can take milliseconds: those of a round that is stopped are left. */
  #solvedStep(x: Float64Array, first: number, count: number): void {
    const { k } = this.input;
    const { kLine, gradient } = this.engine;
    const solver = this.#solver;
    for (let i = 0; i < count && !this.context.stopping(); i++) {
      const row = x.subarray((first + i) * k, (first + i + 1) * k);
      solver.x.set(row);
      for (let c = 0; c < k; c++) solver.q[c] = gradient[i * kLine + c];
      solver.solve(this.#penalty);
      row.set(solver.x);
    }
  }

  #costs(x: Float64Array, first: number, count: number): Float64Array {
    return rowCosts(new Float64Array(count), this.engine.losses, x, first, this.input.k, this.#penalty);
  }

  /** A loss of the user's own may lie above its parabola: rows that got worse go back towards what they were. */
  #takeBackWorse(before: Float64Array, { current, next }: Round, first: number, count: number): void {
    const { k, state } = this.input;
    const engine = this.engine;
    const x = state.x[next];
    const after = this.#costs(x, first, count);
    let worse = false;
    for (let i = 0; i < count; i++) {
      if (after[i] <= before[i]) continue;
      const at = (first + i) * k;
      const kept = state.x[current];
      for (let c = at; c < at + k; c++) x[c] = takenBack(x[c], kept[c], this.#penalty.regularizer);
      worse = true;
    }
    if (!worse) return;
    engine.setX(x, first, count);
    engine.multiply(count);
    engine.evaluate(count, 0, false);
  }
}
