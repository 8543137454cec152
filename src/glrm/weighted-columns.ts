/**
 * One weighted step of a few neighbouring columns of Y, X fixed: a sweep over all rows for slopes and k × k systems, a
 * second one for the objective after the step, and more where a step must be halved or columns are sparse.
 */
import type { Matrix } from "../matrix/matrix.js";
import type { TaskContext } from "../workers/job.js";
import { type FitInput, KINK, penaltyOf, penaltyValue } from "./fit-state.js";
import { allQuadratic } from "./is-plain.js";
import type { EngineColumn } from "./panel-columns.js";
import { canHalve, halved, mayRise } from "./halve-step.js";
import { canLighten, lightenWeights } from "./local-curvature.js";
import { PanelEngine, type Reals } from "./panel-engine.js";
import { chooseColumns, type Evaluate, moveColumns } from "./sparse-columns.js";
import { type Penalty, VectorSolver } from "./vector-solver.js";

/**
 * Columns of Y in one part, unless one category alone has more: few enough that threads have PARTS of them to share, many
 * enough that what is done for each row and part, whatever its columns, does not weigh.
 */
const [FEWEST, MOST] = [8, 64];
const PARTS = 16;
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
  readonly #movesElsewhere: boolean;
  /** Whether each column of the data has a loss of its own. */
  readonly #apart: boolean;
  /** Rounds without gain after which there is none to be had. */
  readonly turns: number;

  constructor(
    readonly instance: TaskContext,
    readonly input: FitInput,
  ) {
    const { convex, name } = penaltyOf(input.penaltyY).regularizer;
    // Half the steps of several one-sparse columns may be no better, though that of each is.
    const most = Math.min(MOST, Math.max(FEWEST, Math.floor(input.width / PARTS)));
    this.#parts = partsOf(input.columns, most, (column) => {
      return !convex && name !== "unitOneSparse" && mayRise(column);
    });
    this.#solver = new VectorSolver(instance, input.k);
    this.#penalty = penaltyOf(input.penaltyY);
    // The parabolas of squared errors are the losses.
    this.#movesElsewhere = name === "oneSparse" && !allQuadratic(input.columns);
    this.#apart = this.#movesElsewhere || name === "unitOneSparse";
    // Each round tries one column of a category.
    this.turns = this.#movesElsewhere ? Math.max(2, ...input.columns.map(({ width }) => width)) : 2;
    this.#mark = instance.arena.mark();
    // The memory grows to what the largest part needs now, not while others hold views.
    for (const part of this.#parts) this.#buffersOf(part);
  }

  get parts(): number {
    return this.#parts.length;
  }

  /**
   * Steps the columns of one part of `state.trial`, in place, and puts their cost into `state.columns`; when losses have
   * kinks, their cost as it is, not rounded off, into `state.exact`.
   */
  async sweep(part: number, x: Float64Array, epsilon: number, kinked: boolean, turn: number): Promise<void> {
    const { k, width, state } = this.input;
    const { first, width: count } = this.#parts[part];
    const buffers = this.#buffersOf(this.#parts[part]);
    const { engine } = buffers;
    const { regularizer } = this.#penalty;
    const old = new Float64Array(k * count);
    for (let c = 0; c < k; c++) old.set(state.trial.subarray(c * width + first, c * width + first + count), c * count);
    const next = old.slice();
    const evaluate: Evaluate = (weights, visit) => {
      engine.setY(next);
      return this.#evaluate(engine, x, epsilon, weights, visit);
    };
    let cost =
      regularizer.name === "unitOneSparse"
        ? await chooseColumns(engine, next, k, evaluate)
        : await this.#step(buffers, x, next, count, epsilon);
    if (this.#movesElsewhere) cost = await moveColumns(engine, x, next, k, turn, evaluate);
    state.columns[first] = cost;
    state.exact[first] = kinked ? await this.#costOf(engine, x, next, count, KINK) : cost;
    for (let c = 0; c < k; c++) state.trial.set(next.subarray(c * count, (c + 1) * count), c * width + first);
  }

  /** Makes one step of y, k × count, in place; returns the cost there. */
  async #step(buffers: Buffers, x: Float64Array, y: Float64Array, count: number, epsilon: number): Promise<number> {
    const { engine } = buffers;
    const { regularizer } = this.#penalty;
    const old = y.slice();
    const take = async (light: boolean): Promise<number> => {
      engine.setY(old);
      const loss = await this.#collect(buffers, x, count, epsilon, light);
      y.set(this.#solve(buffers, old, count));
      return loss + this.#penaltyOf(old, count);
    };
    const before = await take(true);
    let cost = await this.#costOf(engine, x, y, count, epsilon);
    if (!(cost <= before) && canLighten(engine)) {
      // A step by light weights may raise the loss, one by parabolas above it does not.
      await take(false);
      cost = await this.#costOf(engine, x, y, count, epsilon);
    }
    for (let halving = 0; !(cost <= before); halving++) {
      if (halving === HALVINGS || !canHalve(regularizer)) {
        y.set(old);
        return before;
      }
      for (let i = 0; i < y.length; i++) y[i] = halved(y[i], old[i], regularizer);
      cost = await this.#costOf(engine, x, y, count, epsilon);
    }
    return cost;
  }

  /** An engine on the part's columns alone and room for its sums, where the last part's were. */
  #buffersOf({ from, to, first, width }: Part): Buffers {
    const { arena } = this.instance;
    const { matrix, columns, k, single } = this.input;
    arena.release(this.#mark);
    const some: Matrix = {
      ...matrix,
      columns: to - from,
      offset: matrix.offset + from,
      names: matrix.names.slice(from, to),
    };
    const own = columns.slice(from, to).map((column) => ({ ...column, first: column.first - first }));
    const engine = new PanelEngine(this.instance, { matrix: some, columns: own, width, k, single }, ROWS, this.#apart);
    const { size, line, kLine, rows } = engine;
    const at = {
      slopes: arena.allocate(size * kLine * line),
      kept: arena.allocate(size * rows * kLine),
      scaled: arena.allocate(size * rows * kLine),
      system: arena.allocate(size * kLine * kLine),
      slopeSums: arena.allocate(8 * kLine * line),
      systemSums: arena.allocate(8 * width * kLine * kLine),
    };
    return {
      engine,
      at,
      slopes: engine.reals(at.slopes, kLine * line),
      slopeSums: arena.doubles(at.slopeSums, kLine * line),
      systemSums: arena.doubles(at.systemSums, width * kLine * kLine),
    };
  }

  /** The loss, summed over all rows in order, and so the slopes (k × count) and one k × k system a column. */
  async #collect(
    { engine, at, slopes, slopeSums, systemSums }: Buffers,
    x: Float64Array,
    count: number,
    epsilon: number,
    light: boolean,
  ): Promise<number> {
    const { size, line, kLine, group } = engine;
    const step = size * kLine;
    let loss = 0;
    slopeSums.fill(0);
    systemSums.fill(0);
    await this.#evaluate(engine, x, epsilon, true, (_, panel) => {
      for (let i = 0; i < panel; i++) loss += engine.losses[i];
      if (light) lightenWeights(engine, panel);
      slopes.fill(0);
      engine.addSlopesByY(at.slopes, panel);
      engine.addInto(at.slopeSums, at.slopes, kLine * line);
      for (let j = 0; j < count; j++) {
        const weights = engine.at.w + size * j;
        const kept = engine.gather(engine.at.x, weights, size * line, panel, step, at.kept, at.scaled);
        if (kept === 0) continue;
        engine.product(at.scaled, size, step, at.kept, 32, step, at.system, step, kLine, kept, kLine / group, false);
        engine.addInto(at.systemSums + 8 * kLine * kLine * j, at.system, kLine * kLine);
      }
    });
    return loss;
  }

  #solve({ engine, slopeSums, systemSums }: Buffers, old: Float64Array, count: number): Float64Array {
    const { k } = this.input;
    const { line, kLine } = engine;
    const solver = this.#solver;
    const next = old.slice();
    for (let j = 0; j < count; j++) {
      for (let c = 0; c < k; c++) {
        solver.x[c] = old[c * count + j];
        solver.q[c] = slopeSums[c * line + j];
      }
      solver.setH(systemSums.subarray(j * kLine * kLine, (j + 1) * kLine * kLine), 1, kLine);
      solver.solve(this.#penalty);
      for (let c = 0; c < k; c++) next[c * count + j] = solver.x[c];
    }
    return next;
  }

  async #costOf(
    engine: PanelEngine,
    x: Float64Array,
    y: Float64Array,
    count: number,
    epsilon: number,
  ): Promise<number> {
    let loss = 0;
    engine.setY(y);
    await this.#evaluate(engine, x, epsilon, false, (_, panel) => {
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

  /**
   * Losses and slopes, and perhaps weights, of all rows at the engine's Y, panel by panel; of some when the job is stopped,
   * whose round nobody looks at: a sweep with many trials takes longer than who interrupts it should wait.
   */
  async #evaluate(
    engine: PanelEngine,
    x: Float64Array,
    epsilon: number,
    weights: boolean,
    visit: (first: number, count: number) => void,
  ): Promise<void> {
    const { rows } = this.input.matrix;
    for (let first = 0; first < rows && !this.instance.stopping(); first += engine.rows) {
      const count = Math.min(engine.rows, rows - first);
      engine.load(first, count);
      engine.setX(x, first, count);
      engine.multiply(count);
      engine.evaluate(count, epsilon, weights);
      visit(first, count);
      await this.instance.breathe();
    }
  }
}

interface Buffers {
  engine: PanelEngine;
  at: Readonly<Record<"slopes" | "kept" | "scaled" | "system" | "slopeSums" | "systemSums", number>>;
  slopes: Reals;
  /** Of all panels, float64, in lines as the engine has them. */
  slopeSums: Float64Array;
  systemSums: Float64Array;
}

/** Neighbouring columns with at most `most` columns of Y together, or one with more, or one that is to be alone. */
function partsOf(columns: readonly EngineColumn[], most: number, alone: (column: EngineColumn) => boolean): Part[] {
  const parts: Part[] = [];
  let open = false;
  for (const [from, column] of columns.entries()) {
    const { first, width } = column;
    const last = parts.at(-1);
    if (last !== undefined && open && !alone(column) && last.width + width <= most) {
      last.to++;
      last.width += width;
    } else parts.push({ from, to: from + 1, first, width });
    open = !alone(column);
  }
  return parts;
}
