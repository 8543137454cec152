/**
 * One weighted step of a few neighbouring columns of Y, X fixed: a sweep over all rows for slopes and k × k systems, a
 * second one for the objective after the step, and more where a step must be halved.
 */
import type { Matrix } from "../matrix/matrix.js";
import type { Instance } from "../wasm/instance.js";
import { type FitInput, penaltyOf, penaltyValue } from "./fit-state.js";
import { type EngineColumn, PanelEngine, type Reals } from "./panel-engine.js";
import { type Penalty, VectorSolver } from "./vector-solver.js";

/** Columns of Y in one part, unless one category alone has more. */
const PART = 8;
const HALVINGS = 12;
const ROWS = 128;

/** Columns from … to − 1 of the data, which take columns first … first + width − 1 of Y. */
interface Part {
  from: number;
  to: number;
  first: number;
  width: number;
}

export class ColumnSweep {
  readonly #parts: Part[];
  readonly #solver: VectorSolver;
  readonly #penalty: Penalty;
  readonly #mark: number;

  constructor(
    readonly instance: Instance,
    readonly input: FitInput,
  ) {
    this.#parts = partsOf(input.columns);
    this.#solver = new VectorSolver(instance, input.k);
    this.#penalty = penaltyOf(input.penaltyY);
    this.#mark = instance.arena.mark();
  }

  get parts(): number {
    return this.#parts.length;
  }

  /** Steps the columns of one part of `state.y`, in place, and puts their loss and penalty into `state.columns`. */
  sweep(part: number, epsilon: number): void {
    const { instance, input } = this;
    const { k, width, state } = input;
    instance.arena.release(this.#mark);
    const { first, width: count } = this.#parts[part];
    const engine = this.#engineOf(this.#parts[part]);
    const old = new Float64Array(k * count);
    for (let c = 0; c < k; c++) old.set(state.y.subarray(c * width + first, c * width + first + count), c * count);
    engine.setY(old);
    const { slopes, systems, loss } = this.#collect(engine, count, epsilon);
    const before = loss + this.#penaltyOf(old, count);
    const next = this.#solve(slopes, systems, old, count);
    let cost = this.#costOf(engine, next, count, epsilon);
    // Not >, so that what is not a number counts as worse.
    for (let halving = 0; !(cost <= before); halving++) {
      const share = halving < HALVINGS && this.#penalty.regularizer.convex ? 0.5 : 0;
      for (let i = 0; i < next.length; i++) next[i] = share === 0 ? old[i] : share * next[i] + (1 - share) * old[i];
      cost = share === 0 ? before : this.#costOf(engine, next, count, epsilon);
    }
    state.columns[first] = cost;
    for (let c = 0; c < k; c++) state.y.set(next.subarray(c * count, (c + 1) * count), c * width + first);
  }

  /** An engine on the part's columns alone, its buffers where the last part's were. */
  #engineOf({ from, to, first, width }: Part): PanelEngine {
    const { matrix, columns, k, single } = this.input;
    const some: Matrix = {
      ...matrix,
      columns: to - from,
      offset: matrix.offset + from,
      names: matrix.names.slice(from, to),
    };
    const own = columns.slice(from, to).map((column) => ({ ...column, first: column.first - first }));
    return new PanelEngine(this.instance, { matrix: some, columns: own, width, k, single }, ROWS);
  }

  /** Loss, slopes (k × count) and one k × k system a column, summed over all rows in order. */
  #collect(engine: PanelEngine, count: number, epsilon: number): Sums {
    const { arena } = this.instance;
    const { k, state, single } = this.input;
    const { size, line, kLine, group, at, rows } = engine;
    const reals = (at: number, length: number): Reals =>
      single ? arena.floats(at, length) : arena.doubles(at, length);
    const slopesAt = arena.allocate(size * kLine * line);
    const keptAt = arena.allocate(size * rows * kLine);
    const scaledAt = arena.allocate(size * rows * kLine);
    const systemAt = arena.allocate(size * kLine * kLine);
    const panelSlopes = reals(slopesAt, kLine * line);
    const system = reals(systemAt, kLine * kLine);
    const sums: Sums = { loss: 0, slopes: new Float64Array(k * count), systems: new Float64Array(count * k * k) };
    this.#eachPanel(rows, (first, panel) => {
      engine.load(first, panel);
      engine.setX(state.x[0], first, panel);
      engine.multiply(panel);
      engine.evaluate(panel, epsilon, true);
      for (let i = 0; i < panel; i++) sums.loss += engine.losses[i];
      panelSlopes.fill(0);
      engine.addSlopesByY(slopesAt, panel);
      for (let c = 0; c < k; c++)
        {for (let j = 0; j < count; j++) sums.slopes[c * count + j] += panelSlopes[c * line + j];}
      for (let j = 0; j < count; j++) {
        const kept = engine.gather(at.x, at.w + size * j, size * line, panel, size * kLine, keptAt, scaledAt);
        const step = size * kLine;
        engine.product(scaledAt, size, step, keptAt, 32, step, systemAt, step, kLine, kept, kLine / group, false);
        for (let a = 0; a < k; a++) {
          for (let b = 0; b < k; b++) sums.systems[(j * k + a) * k + b] += system[a * kLine + b];
        }
      }
    });
    return sums;
  }

  #solve(slopes: Float64Array, systems: Float64Array, old: Float64Array, count: number): Float64Array {
    const { k } = this.input;
    const solver = this.#solver;
    const next = old.slice();
    for (let j = 0; j < count; j++) {
      for (let c = 0; c < k; c++) {
        solver.x[c] = old[c * count + j];
        solver.q[c] = slopes[c * count + j];
      }
      solver.setH(systems.subarray(j * k * k, (j + 1) * k * k), 1);
      solver.solve(this.#penalty);
      for (let c = 0; c < k; c++) next[c * count + j] = solver.x[c];
    }
    return next;
  }

  #costOf(engine: PanelEngine, y: Float64Array, count: number, epsilon: number): number {
    let loss = 0;
    engine.setY(y);
    this.#eachPanel(engine.rows, (first, panel) => {
      engine.load(first, panel);
      engine.setX(this.input.state.x[0], first, panel);
      engine.multiply(panel);
      engine.evaluate(panel, epsilon, false);
      for (let i = 0; i < panel; i++) loss += engine.losses[i];
    });
    return loss + this.#penaltyOf(y, count);
  }

  #penaltyOf(y: Float64Array, count: number): number {
    const { k } = this.input;
    const column = new Float64Array(k);
    let sum = 0;
    for (let j = 0; j < count; j++) {
      for (let c = 0; c < k; c++) column[c] = y[c * count + j];
      sum += penaltyValue(this.#penalty, column);
    }
    return sum;
  }

  #eachPanel(height: number, visit: (first: number, count: number) => void): void {
    const { rows } = this.input.matrix;
    for (let first = 0; first < rows; first += height) visit(first, Math.min(height, rows - first));
  }
}

interface Sums {
  loss: number;
  slopes: Float64Array;
  systems: Float64Array;
}

/** Neighbouring columns with at most PART columns of Y together, or one with more. */
function partsOf(columns: readonly EngineColumn[]): Part[] {
  const parts: Part[] = [];
  for (const [from, { first, width }] of columns.entries()) {
    const last = parts.at(-1);
    if (last !== undefined && last.width + width <= PART) {
      last.to++;
      last.width += width;
    } else parts.push({ from, to: from + 1, first, width });
  }
  return parts;
}
