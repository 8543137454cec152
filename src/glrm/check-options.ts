/** The options of `glrm` to settings with their defaults, checked before any work starts. */
import type { Frame } from "../frame/frame.js";
import { unknownColumn } from "../frame/names.js";
import { TRANSFORMS } from "../matrix/columns.js";
import { checkThreads, defaultThreads } from "../workers/pool.js";
import { BLOCK_LOSS_NAMES } from "./block-losses.js";
import { checkLoss, regularizerOf } from "./check-own.js";
import {
  checkChoice,
  checkFlag,
  checkFrame,
  checkListeners,
  checkNumber,
  checkOptionNames,
  checkWhole,
  shown,
} from "../frame/check-values.js";
import { BINARY_LOSSES, LOSS_NAMES } from "./losses.js";
import type { ColumnLoss, GlrmOptions, GlrmSettings, Init, LossChoice, Solver } from "./options.js";
import type { Regularizer } from "./regularizers.js";

/** Settings for the record, and what cannot be put down by a name. */
export interface CheckedOptions {
  settings: GlrmSettings;
  threads: number;
  loss: LossChoice;
  /** By the names of the columns. */
  lossByCol: Readonly<Record<string, ColumnLoss>>;
  regularizerX: Regularizer;
  regularizerY: Regularizer;
  userX: Frame | undefined;
  userY: Frame | undefined;
}

export const INITS: readonly Init[] = ["auto", "svd", "nndsvd", "plusplus", "random", "user"];
const SOLVERS: readonly Solver[] = ["auto", "majorize", "weighted", "h2o"];
export const GLRM_OPTIONS: readonly string[] = [
  ...["k", "loss", "multiLoss", "lossByCol", "lossByColIdx", "period", "crossover", "quantile"],
  ...["regularizationX", "regularizationY", "gammaX", "gammaY", "transform", "init", "userY", "userX", "expandUserY"],
  ...["maxIterations", "maxUpdates", "tolerance", "solver", "initStepSize", "minStepSize", "ignoreConstCols"],
  ...["imputeOriginal", "canonical", "recoverSvd", "validationFrame", "maxRuntimeSecs", "seed"],
  ...["threads", "signal", "onProgress"],
];

/** Fills in the defaults; throws a RangeError or TypeError that names the option, the rule and the value. */
export function checkGlrmOptions(frame: Frame, options: GlrmOptions): CheckedOptions {
  checkFrame("the frame of glrm", frame);
  checkOptionNames("glrm", options, GLRM_OPTIONS, "{ k: 2 }");
  checkListeners(options);
  for (const name of ["userX", "userY", "validationFrame"] as const) {
    if (options[name] !== undefined) checkFrame(name, options[name]);
  }
  const { loss = "quadratic", userX, userY, validationFrame, threads = defaultThreads() } = options;
  const lossByCol = lossesByName(frame, options);
  checkWhole("k", options.k, 1);
  checkThreads(threads);
  checkLoss("loss", loss);
  const regularizerX = regularizerOf("regularizationX", options.regularizationX ?? "none", options.k);
  const regularizerY = regularizerOf("regularizationY", options.regularizationY ?? "none", options.k);
  const maxIterations = options.maxIterations ?? 1000;
  const settings: GlrmSettings = {
    k: options.k,
    loss: nameOf(loss),
    multiLoss: options.multiLoss ?? "categorical",
    lossByCol: Object.fromEntries(Object.entries(lossByCol).map(([name, own]) => [name, nameOf(own)])),
    period: options.period ?? 1,
    crossover: options.crossover ?? 1,
    quantile: options.quantile ?? 0.5,
    regularizationX: regularizerX.name,
    regularizationY: regularizerY.name,
    gammaX: options.gammaX ?? 0,
    gammaY: options.gammaY ?? 0,
    transform: options.transform ?? "none",
    init: options.init ?? (userX === undefined && userY === undefined ? "auto" : "user"),
    expandUserY: options.expandUserY ?? true,
    maxIterations,
    maxUpdates: options.maxUpdates ?? 2 * maxIterations,
    tolerance: options.tolerance ?? 1e-6,
    solver: options.solver ?? "auto",
    initStepSize: options.initStepSize ?? 1,
    minStepSize: options.minStepSize ?? 1e-4,
    ignoreConstCols: options.ignoreConstCols ?? true,
    imputeOriginal: options.imputeOriginal ?? false,
    canonical: options.canonical ?? false,
    recoverSvd: options.recoverSvd ?? false,
    maxRuntimeSecs: options.maxRuntimeSecs ?? 0,
    seed: options.seed ?? 1,
  };
  checkSettings(settings);
  checkCanonical(settings);
  const { init, regularizationX: ofX, regularizationY: ofY } = settings;
  if (init === "nndsvd" && !(ofX === "nonNegative" && ofY === "nonNegative")) {
    throw new RangeError(
      `Expected X and Y to be "nonNegative" with init "nndsvd" but found "${ofX}" for X and "${ofY}" for Y`,
    );
  }
  if (settings.init === "user" && userX === undefined && userY === undefined) {
    throw new RangeError('Expected userY or userX with init "user" but found neither');
  }
  if (settings.init !== "user" && (userX !== undefined || userY !== undefined)) {
    throw new RangeError(`Expected init to be "user" when userY or userX is given but found "${settings.init}"`);
  }
  if (validationFrame !== undefined && validationFrame.rowCount !== frame.rowCount) {
    const found = validationFrame.rowCount;
    throw new RangeError(`Expected validationFrame to have the frame's ${frame.rowCount} rows but found ${found}`);
  }
  return { settings, threads, loss, lossByCol, regularizerX, regularizerY, userX, userY };
}

/** Iterations that both limits allow; each updates X and Y once. H2O's rule counts for itself, for it makes half an iteration. */
export function roundsOf({ maxIterations, maxUpdates }: GlrmSettings): number {
  return Math.min(maxIterations, Math.floor(maxUpdates / 2));
}

function checkSettings(settings: GlrmSettings): void {
  checkChoice("multiLoss", settings.multiLoss, BLOCK_LOSS_NAMES);
  checkChoice("transform", settings.transform, TRANSFORMS);
  checkChoice("init", settings.init, INITS);
  checkChoice("solver", settings.solver, SOLVERS);
  checkWhole("maxIterations", settings.maxIterations, 1);
  checkWhole("maxUpdates", settings.maxUpdates, 1);
  for (const name of ["gammaX", "gammaY", "tolerance", "maxRuntimeSecs", "minStepSize"] as const) {
    checkNumber(name, settings[name], "of at least 0", (value) => value >= 0);
  }
  for (const name of ["period", "crossover", "initStepSize"] as const) {
    checkNumber(name, settings[name], "above 0", (value) => value > 0);
  }
  checkNumber("quantile", settings.quantile, "between 0 and 1", (value) => value > 0 && value < 1);
  if (settings.minStepSize > settings.initStepSize) {
    const { minStepSize, initStepSize } = settings;
    throw new RangeError(`Expected minStepSize to be at most initStepSize = ${initStepSize} but found ${minStepSize}`);
  }
  for (const name of ["expandUserY", "ignoreConstCols", "imputeOriginal", "canonical", "recoverSvd"] as const) {
    checkFlag(name, settings[name]);
  }
  if (!Number.isSafeInteger(settings.seed)) {
    throw new RangeError(`Expected seed to be an integer but found ${shown(settings.seed)}`);
  }
}

/** Turning X and Y keeps their product, but neither constraints nor, unless both weigh alike, penalties. */
function checkCanonical({ canonical, regularizationX, regularizationY, gammaX, gammaY }: GlrmSettings): void {
  const weight = (name: string, gamma: number): number => (name === "none" ? 0 : name === "quadratic" ? gamma : NaN);
  if (!canonical || weight(regularizationX, gammaX) === weight(regularizationY, gammaY)) return;
  throw new RangeError(
    'Expected canonical only without regularisers, or with "quadratic" ones of equal gamma, but found ' +
      `"${regularizationX}" for X (gamma ${gammaX}) and "${regularizationY}" for Y (gamma ${gammaY})`,
  );
}

/** The option `lossByCol`, in any of its forms, by the names of columns. */
function lossesByName(frame: Frame, { lossByCol, lossByColIdx }: GlrmOptions): Record<string, ColumnLoss> {
  const names = frame.columnNames;
  if (lossByCol === undefined) {
    if (lossByColIdx === undefined) return {};
    throw new RangeError("Expected lossByCol with lossByColIdx but found lossByColIdx alone");
  }
  let entries: [string, ColumnLoss][];
  // Another collection, such as a Map, has no names to go by.
  if (typeof lossByCol !== "object" || (Symbol.iterator in lossByCol && !Array.isArray(lossByCol))) {
    throw new TypeError(
      `Expected lossByCol to be losses by the names of columns, or a list of them, but found ${shown(lossByCol)}`,
    );
  }
  if (Array.isArray(lossByCol)) {
    const list = lossByCol as readonly ColumnLoss[];
    if (lossByColIdx !== undefined) checkIndex(lossByColIdx, names.length);
    const index = lossByColIdx ?? names.map((_, i) => i);
    if (list.length !== index.length) {
      const rule =
        lossByColIdx === undefined
          ? `one loss for each of the frame's ${names.length} columns`
          : `one loss for each of the ${index.length} in lossByColIdx`;
      throw new RangeError(`Expected lossByCol to hold ${rule} but found ${list.length}`);
    }
    // Not map, which skips holes.
    entries = Array.from(list, (loss, i) => [names[index[i]], loss]);
  } else {
    if (lossByColIdx !== undefined) {
      throw new RangeError("Expected lossByCol to be a list when lossByColIdx is given but found losses by name");
    }
    entries = Object.entries(lossByCol);
  }
  for (const [name, loss] of entries) {
    if (!names.includes(name)) throw unknownColumn(name, names, "lossByCol to name");
    const { kind, levels } = frame.column(name);
    const option = `the loss of column "${name}" (${kind}) in lossByCol`;
    // A category of two levels may also be one number, 0 or 1, as in H2O.
    const blocks = levels?.length === 2 ? [...BLOCK_LOSS_NAMES, ...BINARY_LOSSES] : BLOCK_LOSS_NAMES;
    const allowed: readonly string[] = kind === "category" ? blocks : LOSS_NAMES;
    if (kind !== "category" && typeof loss !== "string") checkLoss(option, loss);
    else checkChoice(option, loss as string, allowed, forTwoLevels(loss, levels));
  }
  return Object.fromEntries(entries);
}

/** Why a category does not take a loss of 0 and 1. */
function forTwoLevels(loss: unknown, levels: readonly string[] | undefined): string {
  const refused = levels !== undefined && levels.length !== 2 && BINARY_LOSSES.includes(loss as string);
  return refused ? `, or, if it had two levels rather than ${levels.length}, a loss of 0 and 1` : "";
}

function checkIndex(index: readonly number[], columns: number): void {
  if (!Array.isArray(index)) {
    throw new TypeError(`Expected lossByColIdx to be a list of columns, from 0, but found ${shown(index)}`);
  }
  for (const [i, column] of index.entries()) {
    if (!(Number.isInteger(column) && column >= 0 && column < columns)) {
      throw new RangeError(`Expected lossByColIdx to hold columns from 0 to ${columns - 1} but found ${shown(column)}`);
    }
    if (index.indexOf(column) < i) {
      throw new RangeError(`Expected lossByColIdx to hold each column once but found ${column} twice`);
    }
  }
}

function nameOf(choice: string | { name: string }): string {
  return typeof choice === "string" ? choice : choice.name;
}
