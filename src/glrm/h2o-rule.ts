/**
 * H2O's own update rule, all threads in lockstep, for people moving over: h2o-3's GLRM.computeImpl.
 *
 * With α = step / columns (columns before categories are expanded), X ← prox(X − α ∂/∂X, α γx), then Y ← prox(Y − α ∂/∂Y,
 * α γy) with the new X; both are kept only if the objective fell. After a success the step grows by 5%, after a failure it
 * is divided by 1.5 and, when failures follow one another, by their number. It stops when the step is at most
 * `minStepSize`; a failure counts as an iteration. As in H2O, γ = 0 switches a constraint off.
 */
import type { TaskContext } from "../workers/job.js";
import {
  CONVERGED,
  ENTRIES,
  type FitInput,
  KINK,
  type Panel,
  panelsToDo,
  penaltyOf,
  rangeCount,
  record,
  STOP,
  SUMS,
  takenRanges,
  X,
} from "./fit-state.js";
import { PanelEngine } from "./panel-engine.js";
import type { Penalty } from "./vector-solver.js";

export interface H2oInput extends FitInput {
  maxUpdates: number;
}

export async function h2oTask(context: TaskContext, input: H2oInput): Promise<void> {
  const { state, matrix, k, width, maxIterations, maxUpdates, limit, minStepSize } = input;
  const started = performance.now();
  const { engine, slopesAt, slopes } = context.arena.settled(() => {
    const engine = new PanelEngine(context, input);
    const slopesAt = context.arena.allocate(engine.size * engine.kLine * engine.line);
    return { engine, slopesAt, slopes: engine.reals(slopesAt, engine.kLine * engine.line) };
  });
  const [penaltyX, penaltyY] = [penaltyOf(input.penaltyX), penaltyOf(input.penaltyY)];
  const ranges = rangeCount(input);
  let [step, streak, current, objective] = [input.initStepSize, 0, 0, Infinity];

  /** Adds loss and penalty of a panel of `x` to those of its range. */
  const addCosts = (x: Float64Array, range: number, { first, count }: Panel): void => {
    engine.load(first, count);
    engine.setX(x, first, count);
    engine.multiply(count);
    engine.evaluate(count, KINK, false);
    for (let i = 0; i < count; i++) {
      state.sums[range * SUMS] += engine.losses[i];
      state.sums[range * SUMS + 1] += valueOf(penaltyX, x.subarray((first + i) * k, (first + i + 1) * k));
    }
  };
  /** The objective of x and state.trial, once all threads have met. */
  const evaluate = async (x: Float64Array): Promise<boolean> => {
    engine.setY(state.trial);
    for (const range of takenRanges(context, ranges)) {
      state.sums.fill(0, range * SUMS, (range + 1) * SUMS);
      for (const panel of panelsToDo(context, input, range)) {
        addCosts(x, range, panel);
        await context.breathe();
      }
    }
    return context.meet();
  };
  /** Steps a panel from `x` into `stepped`, and adds its slopes by Y. */
  const stepRows = (x: Float64Array, stepped: Float64Array, alpha: number, { first, count }: Panel): void => {
    engine.load(first, count);
    engine.setX(x, first, count);
    engine.multiply(count);
    engine.evaluate(count, KINK, false);
    engine.slopesByX(count);
    for (let i = 0; i < count; i++) {
      const at = (first + i) * k;
      const row = stepped.subarray(at, at + k);
      for (let c = 0; c < k; c++) row[c] = x[at + c] - alpha * engine.gradient[i * engine.kLine + c];
      proximal(penaltyX, row, alpha);
    }
    engine.setX(stepped, first, count);
    engine.multiply(count);
    engine.evaluate(count, KINK, false);
    engine.addSlopesByY(slopesAt, count);
  };
  const total = (): number => {
    let sum = input.constant;
    for (let i = 0; i < ranges * SUMS; i++) sum += state.sums[i];
    const column = new Float64Array(k);
    for (let j = 0; j < width; j++) {
      for (let c = 0; c < k; c++) column[c] = state.trial[c * width + j];
      sum += valueOf(penaltyY, column);
    }
    return sum;
  };

  if (!(await evaluate(state.x[current]))) return;
  objective = total();
  if (context.slot === 0) record(state, objective, step, started);
  if (!context.meet()) return;
  for (let iteration = 1; iteration <= maxIterations && 2 * (iteration - 1) < maxUpdates; iteration++) {
    const alpha = step / matrix.columns;
    const next = 1 - current;
    engine.setY(state.y);
    for (const range of takenRanges(context, ranges)) {
      slopes.fill(0);
      for (const panel of panelsToDo(context, input, range)) {
        stepRows(state.x[current], state.x[next], alpha, panel);
        await context.breathe();
      }
      for (let c = 0; c < k; c++) {
        state.slopes.set(slopes.subarray(c * engine.line, c * engine.line + width), (range * k + c) * width);
      }
    }
    if (!context.meet()) return;
    const column = new Float64Array(k);
    // Where an odd limit of updates leaves none for Y, H2O tries the new X with the Y that it tried last.
    const updatesY = 2 * iteration <= maxUpdates;
    for (let j = updatesY ? context.take(width) : -1; j >= 0; j = context.take(width)) {
      for (let c = 0; c < k; c++) {
        let slope = 0;
        for (let range = 0; range < ranges; range++) slope += state.slopes[(range * k + c) * width + j];
        column[c] = state.y[c * width + j] - alpha * slope;
      }
      proximal(penaltyY, column, alpha);
      for (let c = 0; c < k; c++) state.trial[c * width + j] = column[c];
    }
    if (!context.meet() || !(await evaluate(state.x[next]))) return;
    const reached = total();
    if (reached < objective) {
      objective = reached;
      current = next;
      step *= 1.05;
      streak = Math.max(1, streak + 1);
      if (context.slot === 0) {
        state.y.set(state.trial);
        Atomics.store(state.status, X, current);
      }
    } else {
      step /= Math.max(1.5, -streak);
      streak = Math.min(0, streak - 1);
    }
    if (context.slot === 0) {
      record(state, objective, step, started);
      context.progress(Atomics.load(state.status, ENTRIES) / (maxIterations + 1));
      if (step <= minStepSize) Atomics.store(state.status, CONVERGED, 1);
      if (limit > 0 && performance.now() - started > limit) Atomics.store(state.status, STOP, 1);
    }
    if (!context.meet() || step <= minStepSize || Atomics.load(state.status, STOP) === 1) return;
  }
}

/** γ r(v), Infinity outside a constraint, 0 while γ is 0. */
function valueOf({ regularizer, gamma }: Penalty, v: Float64Array): number {
  return gamma === 0 || regularizer.name === "none"
    ? 0
    : regularizer.constraint
      ? regularizer.value(v)
      : gamma * regularizer.value(v);
}

function proximal({ regularizer, gamma }: Penalty, v: Float64Array, alpha: number): void {
  if (gamma > 0) regularizer.proximal(v, alpha * gamma);
}
