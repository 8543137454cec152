/**
 * One weighted step of a panel of rows of X, Y fixed: weights, a k × k system a row, and a halving of what did not help.
 */
import type { TaskContext } from "../workers/job.js";
import { chooseArchetypes } from "./choose-archetypes.js";
import { type FitInput, penaltyOf, rowCosts } from "./fit-state.js";
import { canHalve, halved } from "./halve-step.js";
import { allQuadratic } from "./is-plain.js";
import { lightenWeights, sharpenWeights, subtractMeans } from "./local-curvature.js";
import { PanelEngine, type Reals } from "./panel-engine.js";
import { type Measured, moveElsewhere } from "./other-places.js";
import { type Penalty, VectorSolver } from "./vector-solver.js";

/** Halvings of a step before the row stays as it was. */
const HALVINGS = 12;

export class RowStep {
  readonly engine: PanelEngine;
  /** Loss and penalty of each row of the panel after the step. */
  readonly after: Float64Array;
  /** Whether smooth losses have the curvature where they are, and not that of a parabola above them. */
  sharpens = false;
  readonly #solver: VectorSolver;
  readonly #penalty: Penalty;
  readonly #quadratic: boolean;
  readonly #keptAt: number;
  readonly #scaledAt: number;
  readonly #hAt: number;
  readonly #h: Reals;

  constructor(
    readonly context: Pick<TaskContext, "arena" | "routines" | "stopping">,
    readonly input: Pick<FitInput, "matrix" | "columns" | "width" | "k" | "single" | "penaltyX">,
    rows?: number,
  ) {
    const engine = new PanelEngine(context, input, rows);
    const { arena } = context;
    const { size, kLine } = engine;
    this.engine = engine;
    this.after = new Float64Array(engine.rows);
    this.#keptAt = arena.allocate(size * input.width * kLine);
    this.#scaledAt = arena.allocate(size * input.width * kLine);
    this.#hAt = arena.allocate(size * kLine * kLine);
    this.#solver = new VectorSolver(context, input.k);
    this.#h = engine.reals(this.#hAt, kLine * kLine);
    this.#penalty = penaltyOf(input.penaltyX);
    this.#quadratic = allQuadratic(input.columns);
  }

  /** Steps rows first … first + count − 1 of x, in place; the engine's Y must be set. */
  async step(x: Float64Array, first: number, count: number, epsilon: number): Promise<void> {
    this.#stepAll(x, first, count, epsilon);
    // The parabolas of squared errors are the losses.
    if (this.#penalty.regularizer.name !== "oneSparse" || this.#quadratic) return;
    const { k } = this.input;
    const rows = x.subarray(first * k, (first + count) * k);
    await moveElsewhere(rows, this.after.subarray(0, count), k, (tried) => this.#measure(tried, count, epsilon));
  }

  /** Loads rows first … first + count − 1, and what they cost where they are into `after`. */
  begin(x: Float64Array, first: number, count: number, epsilon: number): void {
    const { k } = this.input;
    this.engine.load(first, count);
    this.#costsOf(x.subarray(first * k, (first + count) * k), count, epsilon);
  }

  /** The rows of `begin` to `start`, k numbers, where that costs them less than where they are. */
  moveTo(start: Float64Array, x: Float64Array, first: number, count: number, epsilon: number): void {
    const { k } = this.input;
    const places = x.subarray(first * k, (first + count) * k);
    const { after } = this;
    const before = after.slice(0, count);
    const tried = new Float64Array(count * k);
    for (let i = 0; i < count; i++) tried.set(start, i * k);
    this.#costsOf(tried, count, epsilon);
    for (let i = 0; i < count; i++) {
      if (after[i] < before[i]) places.set(start, i * k);
      else after[i] = before[i];
    }
  }

  /** Of other rows, count × k, in place of those of the panel that is loaded. */
  #costsOf(rows: Float64Array, count: number, epsilon: number): void {
    this.engine.setX(rows, 0, count);
    this.engine.multiply(count);
    this.engine.evaluate(count, epsilon, false);
    this.#costs(rows, 0, count);
  }

  #stepAll(x: Float64Array, first: number, count: number, epsilon: number): void {
    const { engine, after } = this;
    const { k } = this.input;
    engine.load(first, count);
    engine.setX(x, first, count);
    engine.multiply(count);
    const chooses = this.#penalty.regularizer.name === "unitOneSparse";
    engine.evaluate(count, epsilon, !chooses);
    const old = x.slice(first * k, (first + count) * k);
    const before = this.#costs(x, first, count).slice(0, count);
    if (chooses) chooseArchetypes(engine, x, first, count, k, epsilon);
    else {
      engine.slopesByX(count);
      if (this.sharpens) sharpenWeights(engine, count);
      else if (canHalve(this.#penalty.regularizer)) lightenWeights(engine, count);
      // A row can take milliseconds: those of a job that is stopped are left.
      for (let i = 0; i < count && !this.context.stopping(); i++) this.#solveRow(x, first, i);
    }
    for (let halving = 0; ; halving++) {
      this.#costsOf(x.subarray(first * k, (first + count) * k), count, epsilon);
      let worse = false;
      for (let i = 0; i < count; i++) {
        // Not >, so that what is not a number counts as worse.
        if (after[i] <= before[i]) continue;
        const same = this.#goBack(
          x.subarray((first + i) * k, (first + i + 1) * k),
          old.subarray(i * k, (i + 1) * k),
          halving < HALVINGS && canHalve(this.#penalty.regularizer),
        );
        worse ||= !same;
      }
      if (!worse) return;
    }
  }

  /** Losses, slopes and weights of other rows, count × k, in place of those of the panel that is loaded. */
  #measure(rows: Float64Array, count: number, epsilon: number): Measured {
    const { engine } = this;
    const { k, width } = this.input;
    const { line, kLine, linesY } = engine;
    engine.setX(rows, 0, count);
    engine.multiply(count);
    engine.evaluate(count, epsilon, true);
    engine.slopesByX(count);
    const slopes = new Float64Array(count * k);
    const weights = new Float64Array(count * k);
    for (let i = 0; i < count; i++) {
      for (let c = 0; c < k; c++) slopes[i * k + c] = engine.gradient[i * kLine + c];
      for (let j = 0; j < width; j++) {
        const weight = engine.weights[i * line + j];
        for (let c = 0; c < k; c++) weights[i * k + c] += weight * linesY[j * kLine + c] ** 2;
      }
    }
    return { losses: engine.losses, slopes, weights };
  }

  #costs(x: Float64Array, first: number, count: number): Float64Array {
    return rowCosts(this.after.subarray(0, count), this.engine.losses, x, first, this.input.k, this.#penalty);
  }

  /** Half of the way to the old row, or all of it; whether that changed nothing. */
  #goBack(row: Float64Array, old: Float64Array, half: boolean): boolean {
    let same = true;
    for (let c = 0; c < row.length; c++) {
      const value = half ? halved(row[c], old[c], this.#penalty.regularizer) : old[c];
      // What is not a number equals itself here, or the halving would not end.
      same &&= Object.is(value, row[c]);
      row[c] = value;
    }
    return same;
  }

  #solveRow(x: Float64Array, first: number, i: number): void {
    const { engine } = this;
    const { k, width } = this.input;
    const { size, line, kLine, group, at } = engine;
    const weights = at.w + size * i * line;
    const kept = engine.gather(at.linesY, weights, size, width, size * kLine, this.#keptAt, this.#scaledAt);
    const [step, rows] = [size * kLine, kLine];
    engine.product(
      this.#scaledAt,
      size,
      step,
      this.#keptAt,
      32,
      step,
      this.#hAt,
      step,
      rows,
      kept,
      kLine / group,
      false,
    );
    const solver = this.#solver;
    const row = x.subarray((first + i) * k, (first + i + 1) * k);
    solver.setH(this.#h, 1, kLine);
    if (this.sharpens) subtractMeans(engine, i, solver.h, solver.line);
    for (let c = 0; c < k; c++) solver.q[c] = engine.gradient[i * kLine + c];
    solver.x.set(row);
    solver.solve(this.#penalty);
    row.set(solver.x);
  }
}
