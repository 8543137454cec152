/** What `glrm` is given that is not a word or a number: frames, losses and regularisers of the user's own, functions. */
import { Frame } from "../frame/frame.js";
import { LOSS_NAMES, type Loss } from "./losses.js";
import type { GlrmOptions } from "./options.js";
import { type Regularizer, REGULARIZER_NAMES, REGULARIZERS } from "./regularizers.js";

/** Throws a TypeError that names the argument, the rule and the value. */
export function checkArguments(frame: Frame, options: GlrmOptions): void {
  checkFrame("frame", frame);
  const given: unknown = options;
  if (typeof given !== "object" || given === null) refuse("options", "to be an object with k", options);
  const { userX, userY, validationFrame, signal, onProgress, lossByCol, lossByColIdx } = options;
  for (const [name, value] of Object.entries({ userX, userY, validationFrame })) {
    if (value !== undefined) checkFrame(name, value);
  }
  if (lossByCol !== undefined && (typeof lossByCol !== "object" || (lossByCol as unknown) === null)) {
    refuse("lossByCol", "to be losses by column name, or a list of them", lossByCol);
  }
  if (lossByColIdx !== undefined && !Array.isArray(lossByColIdx)) {
    refuse("lossByColIdx", "to be a list of column indices", lossByColIdx);
  }
  if (signal !== undefined && !(signal instanceof AbortSignal)) refuse("signal", "to be an AbortSignal", signal);
  if (onProgress !== undefined && typeof onProgress !== "function") {
    refuse("onProgress", "to be a function", onProgress);
  }
}

function checkFrame(name: string, value: unknown): void {
  if (!(value instanceof Frame)) refuse(name, "to be a Frame", value);
}

/** Pairs of a number and a cell on which a loss is tried. */
const NUMBERS = [-0.5, 0, 2];
const CELLS = [0, 1, -1, 2];

/** A loss of the user's own keeps the contract at the head of `losses.ts`. */
export function checkOwnLoss(argument: string, loss: unknown): void {
  checkFunctions(argument, loss, ["value", "slope", "best"]);
  const own = loss as Loss;
  checkOwnName(argument, own.name, LOSS_NAMES);
  if (!(own.curvature > 0)) refuse(`${argument}.curvature`, "to be a number above 0, or Infinity", own.curvature);
  const { weight } = own as { weight?: unknown };
  if (own.curvature === Infinity && typeof weight !== "function") {
    refuse(`${argument}.weight`, "to be a function, because curvature is Infinity", weight);
  }
  for (const cell of CELLS.filter((it) => own.accepts === undefined || own.accepts(it))) {
    for (const u of NUMBERS) {
      for (const part of ["value", "slope", "weight"] as const) {
        const found = own[part]?.(u, cell);
        if (found === undefined || Number.isFinite(found)) continue;
        refuse(`${argument}.${part}(${u}, ${cell})`, "to be a finite number", found);
      }
    }
  }
}

/** So does a regulariser, at the head of `regularizers.ts`. */
export function checkOwnRegularizer(argument: string, regularizer: unknown): void {
  if (Object.values(REGULARIZERS).includes(regularizer as Regularizer)) return;
  checkFunctions(argument, regularizer, ["value", "proximal"]);
  const own = regularizer as Regularizer;
  checkOwnName(argument, own.name, REGULARIZER_NAMES);
  for (const part of ["convex", "constraint"] as const) {
    if (typeof own[part] !== "boolean") refuse(`${argument}.${part}`, "to be true or false", own[part]);
  }
}

function checkFunctions(argument: string, value: unknown, names: readonly string[]): void {
  if (typeof value !== "object" || value === null) refuse(argument, "to be a name or an object", value);
  for (const name of names) {
    const found = (value as Record<string, unknown>)[name];
    if (typeof found !== "function") refuse(`${argument}.${name}`, "to be a function", found);
  }
}

/** Models are told apart by these names, also in a file. */
function checkOwnName(argument: string, name: unknown, taken: readonly string[]): void {
  if (typeof name !== "string" || name === "") refuse(`${argument}.name`, "to be a name", name);
  if (taken.includes(name)) refuse(`${argument}.name`, "to be no name of a built-in one", name);
}

function refuse(argument: string, rule: string, value: unknown): never {
  throw new TypeError(`Expected ${argument} ${rule} but found ${shown(value)}`);
}

function shown(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "function") return "a function";
  if (Array.isArray(value)) return "a list";
  if (typeof value !== "object" || value === null) return String(value);
  return value.constructor === Object ? "an object" : `a ${value.constructor?.name ?? "thing"}`;
}
