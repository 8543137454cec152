/**
 * A start without negative entries: of each pair of singular vectors the parts of one sign, those that weigh more, and of
 * the first pair the sizes (NNDSVD: Boutsidis & Gallopoulos 2008, doi:10.1016/j.patcog.2007.09.010).
 */
import { dot } from "../linear/lines.js";
import type { TaskContext } from "../workers/job.js";
import { panelsToDo, rangeCount, takenRanges } from "./fit-state.js";
import { PanelEngine } from "./panel-engine.js";
import type { StartInput } from "./svd-start.js";

/**
 * `y` holds right singular vectors of the targets Z, each times √σ, and is filled in place; `parts`: two sums a range and
 * line of the basis, shared; `load` puts the targets of some rows where an engine keeps slopes.
 */
export function nonNegativeParts(
  context: TaskContext,
  input: StartInput & { parts: Float64Array },
  load: (engine: PanelEngine, first: number, count: number) => void,
): void {
  const { k, width, wanted, basis, y, parts } = input;
  if (context.slot === 0) {
    basis.fill(0);
    basis.set(y);
  }
  if (!context.meet()) return;
  // One of its own: the eigenvectors before may have made the memory grow, which detaches the views of the first.
  const engine = context.arena.settled(() => new PanelEngine(context, input));
  engine.setY(basis);
  const ranges = rangeCount(input);
  for (const range of takenRanges(context, ranges)) {
    const sums = parts.subarray(2 * k * range, 2 * k * (range + 1)).fill(0);
    for (const { first, count } of panelsToDo(context, input, range)) {
      load(engine, first, count);
      engine.slopesByX(count);
      for (let i = 0; i < count; i++) {
        for (let c = 0; c < wanted; c++) {
          // Of Z·y, which is σ √σ times the left singular vector.
          const entry = engine.gradient[i * engine.kLine + c];
          sums[2 * c + Number(entry < 0)] += entry * entry;
        }
      }
    }
  }
  if (!context.meet() || context.slot !== 0) return;
  for (let c = 0; c < wanted; c++) {
    const squares = [0, 0];
    for (let range = 0; range < ranges; range++) {
      for (const side of [0, 1]) squares[side] += parts[2 * (k * range + c) + side];
    }
    takePart(y.subarray(c * width, (c + 1) * width), squares, c === 0);
  }
}

/** `squares`: of the positive and the negative entries of Z·line. */
function takePart(line: Float64Array, squares: readonly number[], whole: boolean): void {
  const ofSide = [1, -1].map((sign) => line.map((entry) => Math.max(0, sign * entry)));
  const lengths = ofSide.map((part) => Math.sqrt(dot(part, 0, part, 0, part.length)));
  const [positive, negative] = lengths.map((length, side) => length * Math.sqrt(squares[side]));
  const side = positive > negative ? 0 : 1;
  const weight = Math.max(positive, negative) / dot(line, 0, line, 0, line.length);
  if (whole || !(weight > 0)) line.set(line.map(Math.abs));
  else line.set(ofSide[side].map((entry) => (entry * Math.sqrt(weight)) / lengths[side]));
}
