/** The options of `glrm` to settings with their defaults, checked before any work starts. */
import type { Frame } from "../frame/frame.js";
import { TRANSFORMS } from "../matrix/columns.js";
import { defaultThreads } from "../workers/pool.js";
import { BLOCK_LOSS_NAMES } from "./block-losses.js";
import { BINARY_LOSSES, LOSS_NAMES } from "./losses.js";
import type { ColumnLoss, GlrmOptions, GlrmSettings, Init, LossChoice, Solver } from "./options.js";
import { type Regularizer, REGULARIZER_NAMES, REGULARIZERS, type RegularizerName } from "./regularizers.js";

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

const INITS: readonly Init[] = ["auto", "svd", "plusplus", "random", "user"];
const SOLVERS: readonly Solver[] = ["auto", "majorize", "weighted", "h2o"];
const KNOWN: readonly string[] = [
  ...["k", "loss", "multiLoss", "lossByCol", "lossByColIdx", "period", "crossover", "quantile"],
  ...["regularizationX", "regularizationY", "gammaX", "gammaY", "transform", "init", "userY", "userX", "expandUserY"],
  ...["maxIterations", "maxUpdates", "tolerance", "solver", "initStepSize", "minStepSize", "ignoreConstCols"],
  ...["imputeOriginal", "canonical", "recoverSvd", "validationFrame", "maxRuntimeSecs", "seed"],
  ...["threads", "signal", "onProgress"],
];

/** Fills in the defaults; throws a RangeError or TypeError that names the option, the rule and the value. */
export function checkGlrmOptions(frame: Frame, options: GlrmOptions): CheckedOptions {
  for (const name of Object.keys(options)) {
    if (!KNOWN.includes(name)) {
      throw new TypeError(`Expected an option of glrm (${KNOWN.join(", ")}) but found "${name}"`);
    }
  }
  const { loss = "quadratic", userX, userY, validationFrame, threads = defaultThreads() } = options;
  const lossByCol = lossesByName(frame, options);
  checkWhole("k", options.k, 1);
  checkWhole("threads", threads, 1);
  if (typeof loss === "string") checkChoice("loss", loss, LOSS_NAMES);
  const regularizerX = regularizerOf("regularizationX", options.regularizationX);
  const regularizerY = regularizerOf("regularizationY", options.regularizationY);
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
    if (typeof settings[name] !== "boolean") {
      throw new TypeError(`Expected ${name} to be true or false but found ${String(settings[name])}`);
    }
  }
  if (!Number.isSafeInteger(settings.seed)) {
    throw new RangeError(`Expected seed to be an integer but found ${String(settings.seed)}`);
  }
}

/** The option `lossByCol`, in any of its forms, by the names of columns. */
function lossesByName(frame: Frame, { lossByCol, lossByColIdx }: GlrmOptions): Record<string, ColumnLoss> {
  const names = frame.columnNames;
  if (lossByCol === undefined) {
    if (lossByColIdx === undefined) return {};
    throw new RangeError("Expected lossByCol with lossByColIdx but found lossByColIdx alone");
  }
  let entries: [string, ColumnLoss][];
  if (Array.isArray(lossByCol)) {
    const list = lossByCol as readonly ColumnLoss[];
    const index = lossByColIdx ?? names.map((_, i) => i);
    if (list.length !== index.length) {
      const rule =
        lossByColIdx === undefined ? "one loss for each of the frame's" : "one loss for each index in lossByColIdx:";
      throw new RangeError(`Expected lossByCol to hold ${rule} ${index.length} but found ${list.length}`);
    }
    entries = list.map((loss, i) => {
      if (Number.isInteger(index[i]) && index[i] >= 0 && index[i] < names.length) return [names[index[i]], loss];
      throw new RangeError(`Expected lossByColIdx to hold columns from 0 to ${names.length - 1} but found ${index[i]}`);
    });
  } else {
    if (lossByColIdx !== undefined) {
      throw new RangeError("Expected lossByCol to be a list when lossByColIdx is given but found losses by name");
    }
    entries = Object.entries(lossByCol as Readonly<Record<string, ColumnLoss>>);
  }
  for (const [name, loss] of entries) {
    const { kind, levels } = frame.column(name);
    // A category of two levels may also be one number, 0 or 1, as in H2O.
    const blocks = levels?.length === 2 ? [...BLOCK_LOSS_NAMES, ...BINARY_LOSSES] : BLOCK_LOSS_NAMES;
    const allowed: readonly string[] = kind === "category" ? blocks : LOSS_NAMES;
    if (typeof loss === "string") checkChoice(`the loss of column "${name}" (${kind})`, loss, allowed);
    else if (kind === "category") {
      throw new TypeError(`Expected the loss of column "${name}" (category) to be a name but found a loss of numbers`);
    }
  }
  return Object.fromEntries(entries);
}

function regularizerOf(option: string, choice: RegularizerName | Regularizer = "none"): Regularizer {
  if (typeof choice !== "string") return choice;
  checkChoice(option, choice, REGULARIZER_NAMES);
  return REGULARIZERS[choice];
}

function nameOf(choice: string | { name: string }): string {
  return typeof choice === "string" ? choice : choice.name;
}

function checkWhole(name: string, value: number, least: number): void {
  if (Number.isSafeInteger(value) && value >= least) return;
  throw new RangeError(`Expected ${name} to be a whole number of at least ${least} but found ${String(value)}`);
}

function checkNumber(name: string, value: number, rule: string, holds: (value: number) => boolean): void {
  if (Number.isFinite(value) && holds(value)) return;
  throw new RangeError(`Expected ${name} to be a finite number ${rule} but found ${String(value)}`);
}

function checkChoice(name: string, value: string, choices: readonly string[]): void {
  if (choices.includes(value)) return;
  const allowed = choices.map((choice) => `"${choice}"`).join(", ");
  throw new RangeError(`Expected ${name} to be one of ${allowed} but found ${JSON.stringify(value)}`);
}
