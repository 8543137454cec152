/** Losses and regularisers of the user's own: whether they keep their contracts (see `losses.ts`, `regularizers.ts`). */
import { BLOCK_LOSS_NAMES } from "./block-losses.js";
import { checkChoice, shown } from "../frame/check-values.js";
import { isBlockLoss, type Problem } from "./coding.js";
import { OWN_LOSS } from "./loss-codes.js";
import { type Loss, LOSS_NAMES } from "./losses.js";
import type { LossChoice } from "./options.js";
import { type Regularizer, REGULARIZER_NAMES, REGULARIZERS, type RegularizerName } from "./regularizers.js";

const OWN_LOSS_SHAPE = ", or a loss of your own, { name, value, slope, curvature, best },";
const OWN_REGULARIZER_SHAPE = ", or one of your own, { name, value, proximal, convex, constraint },";

/** A name among the losses of numbers, or an object with all that a loss needs; what it gives is looked at later. */
export function checkLoss(option: string, choice: LossChoice): void {
  const given: unknown = choice;
  if (typeof given !== "object" || given === null) {
    checkChoice(option, given as string, LOSS_NAMES, OWN_LOSS_SHAPE);
    return;
  }
  const loss = given as Partial<Loss>;
  checkOwnName(option, loss.name, [...LOSS_NAMES, ...BLOCK_LOSS_NAMES]);
  checkFunctions(option, loss, ["value", "slope", "best"]);
  const { curvature, weight, accepts } = loss;
  if (typeof curvature !== "number" || !(curvature > 0)) {
    throw new TypeError(
      `Expected ${option} to have a curvature above 0, Infinity where there is no bound, but found ${shown(curvature)}`,
    );
  }
  if (weight !== undefined || curvature === Infinity) {
    const why = curvature === Infinity ? ", as its curvature is Infinity," : "";
    checkFunctions(option, loss, ["weight"], why);
  }
  if (accepts !== undefined) checkFunctions(option, loss, ["accepts"]);
}

/** The regulariser that is meant, once its steps were seen to end where it allows vectors; k: their length. */
export function regularizerOf(option: string, choice: RegularizerName | Regularizer, k: number): Regularizer {
  const given: unknown = choice;
  if (typeof given !== "object" || given === null) {
    checkChoice(option, given as string, REGULARIZER_NAMES, OWN_REGULARIZER_SHAPE);
    return REGULARIZERS[given as RegularizerName];
  }
  const own = given as Regularizer;
  if (Object.values(REGULARIZERS).includes(own)) return own;
  checkOwnName(option, own.name, REGULARIZER_NAMES);
  checkFunctions(option, own, ["value", "proximal"]);
  for (const flag of ["convex", "constraint"] as const) {
    if (typeof own[flag] === "boolean") continue;
    throw new TypeError(`Expected ${option} to have "${flag}", true or false, but found ${shown(own[flag])}`);
  }
  for (const sign of [1, -1]) {
    const start = Float64Array.from({ length: k }, (_, i) => sign * (-1) ** i * (i + 1));
    const end = start.slice();
    own.proximal(end, 1);
    const bad = end.find((entry) => !Number.isFinite(entry));
    const value: unknown = bad ?? own.value(end);
    if (typeof value === "number" && Number.isFinite(value)) continue;
    throw new RangeError(
      `Expected the proximal step of ${option} "${own.name}" to end in finite numbers of finite value ` +
        `but found ${bad === undefined ? "a value of " : ""}${shown(value)} after [${[...start.slice(0, 5)].join(", ")}]`,
    );
  }
  return own;
}

/** Throws where a loss of the user's own gives no number for a few cells of its columns and a few u. */
export function checkOwnLosses({ matrix, columns }: Problem): void {
  const { data, rows, rowStride, offset } = matrix;
  for (const [j, { name, code, loss, shift, scale }] of columns.entries()) {
    if (code !== OWN_LOSS || isBlockLoss(loss)) continue;
    for (let row = 0, left = PROBED_CELLS; row < rows && left > 0; row++) {
      const a = (data[offset + row * rowStride + j] - shift) * scale;
      if (Number.isNaN(a)) continue;
      left--;
      for (const u of [-1, 0, 1, a]) probe(loss, u, a, `row ${row} of "${name}"`);
    }
  }
}

const PROBED_CELLS = 3;

function probe(loss: Loss, u: number, a: number, place: string): void {
  const answers: [string, unknown, string, boolean][] = [
    ["value", loss.value(u, a), "a finite number", false],
    ["slope", loss.slope(u, a), "a finite number", false],
    ["best", loss.best(u), "a finite number", false],
  ];
  if (loss.weight !== undefined) answers.push(["weight", loss.weight(u, a), "a finite number of at least 0", true]);
  for (const [what, answer, rule, positive] of answers) {
    if (typeof answer === "number" && Number.isFinite(answer) && !(positive && answer < 0)) continue;
    throw new RangeError(
      `Expected the ${what} of loss "${loss.name}" to be ${rule} but found ${shown(answer)} at u = ${u}, a = ${a}, ` +
        `the cell in ${place}`,
    );
  }
}

/** The name of a built-in one would stand for that one in the compiled routines, in files and in results. */
function checkOwnName(option: string, name: unknown, taken: readonly string[]): void {
  if (typeof name !== "string" || name === "") {
    throw new TypeError(`Expected ${option} to have a name, a text that is not empty, but found ${shown(name)}`);
  }
  if (!taken.includes(name)) return;
  throw new RangeError(
    `Expected ${option} of your own to have a name other than lowrank's own (${taken.join(", ")}) but found "${name}"`,
  );
}

function checkFunctions(option: string, parts: object, names: readonly string[], why = ""): void {
  for (const name of names) {
    const part = (parts as Record<string, unknown>)[name];
    if (typeof part === "function") continue;
    throw new TypeError(`Expected ${option} to have a function "${name}"${why} but found ${shown(part)}`);
  }
}
