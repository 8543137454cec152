/** Where the iterations start: Y (k × width) and, if the user gave it or H2O's rule needs it, X (rows × k). */
import type { Frame } from "../frame/frame.js";
import { randomBlock, standardNormals } from "../linear/lines.js";
import { sharedDoubles } from "../matrix/matrix.js";
import { eachRow } from "../workers/breathe.js";
import type { TaskName } from "../workers/job.js";
import { run, type Running } from "../workers/pool.js";
import type { CheckedOptions } from "./check-options.js";
import { shown } from "../frame/check-values.js";
import { isBlockLoss, type Problem } from "./coding.js";
import { rangeCount } from "./fit-state.js";
import { isPlain } from "./is-plain.js";
import { LOSS_CODES } from "./loss-codes.js";
import type { EngineInput } from "./panel-engine.js";
import { projectInto } from "./project.js";
import type { Regularizer } from "./regularizers.js";
import { plusplusInput } from "./plusplus-start.js";
import type { StartInput } from "./svd-start.js";
import { hasClosedForm } from "./vector-solver.js";

/** Directions by which the subspace of the svd start is larger than k. */
const OVERSAMPLING = 8;

/** Fills y, and x if there is a start for it. Throws for a userX or userY of the wrong shape, before any work. */
export async function startInto(
  y: Float64Array,
  x: Float64Array,
  options: CheckedOptions,
  problem: Problem,
  engine: EngineInput,
  running: Running,
): Promise<void> {
  const { settings, userX, userY, regularizerX, regularizerY } = options;
  const { k, seed } = settings;
  const { rows } = problem.matrix;
  const kind = settings.init === "auto" ? automaticInit(options, problem) : settings.init;
  if (kind === "user") {
    y.set(userY === undefined ? randomBlock(k, problem.width, seed) : userYOf(userY, k, problem, settings.expandUserY));
    if (userX === undefined) await randomRowsInto(x, k, seed + 1, running.signal);
    else x.set(userXOf(userX, k, rows));
    if (settings.solver === "h2o") {
      // H2O leaves a user's start as it is until its first step.
      if (userX === undefined) await closedFormX(x, y, options, problem, running);
      return;
    }
  } else if (kind === "random") y.set(randomBlock(k, problem.width, seed));
  else await runStart(kind, y, k, seed, engine, running);
  // H2O's rule takes one step from X, the others solve for X first.
  if (settings.solver === "h2o") {
    if (await closedFormX(x, y, options, problem, running)) return;
    await randomRowsInto(x, k, seed + 1, running.signal);
  }
  if (regularizerX.constraint && (settings.solver !== "h2o" || settings.gammaX > 0)) {
    await eachRow(rows, running.signal, (row) => regularizerX.proximal(x.subarray(row * k, (row + 1) * k), 1));
  }
  if (regularizerY.constraint) projectColumns(y, k, problem.width, (column) => regularizerY.proximal(column, 1));
}

/** Standard normal numbers, rows × k. */
async function randomRowsInto(
  x: Float64Array,
  k: number,
  seed: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  const normal = standardNormals(seed);
  await eachRow(x.length / k, signal, (row) => {
    for (let at = row * k; at < (row + 1) * k; at++) x[at] = normal();
  });
}

/**
 * H2O's start of X where least squares gives one: nothing missing, quadratic losses, no or quadratic regularisers. It takes
 * γy for the rows of X, and so does this.
 */
async function closedFormX(
  x: Float64Array,
  y: Float64Array,
  { settings, regularizerX, regularizerY }: CheckedOptions,
  problem: Problem,
  running: Running,
): Promise<boolean> {
  const { k, gammaX, gammaY } = settings;
  const plain = (regularizer: Regularizer, gamma: number): boolean =>
    gamma === 0 || hasClosedForm({ regularizer, gamma });
  const { matrix, columns, width } = problem;
  if (!isPlain(problem)) return false;
  if (!plain(regularizerX, gammaX) || !plain(regularizerY, gammaY)) return false;
  const model = { columns, width, k, y };
  await projectInto(x, matrix, model, gammaY, { ...running, onProgress: undefined });
  return true;
}

/**
 * Rows of the data are a good start of Y unless its constraint leaves next to nothing of them: then all columns of Y would
 * start alike, and X, which is free, could not tell them apart. H2O's rule keeps to H2O's start.
 */
function automaticInit(
  { settings, regularizerX, regularizerY }: CheckedOptions,
  problem: Problem,
): "svd" | "plusplus" | "random" {
  const free = ({ name, constraint }: Regularizer): boolean => name === "none" || !constraint;
  if (!free(regularizerX)) return "plusplus";
  if (free(regularizerY)) return "svd";
  const { name } = regularizerY;
  const cut = name === "oneSparse" || name === "unitOneSparse" || (name === "nonNegative" && asksForNegative(problem));
  return cut && settings.solver !== "h2o" ? "random" : "plusplus";
}

/** Whether some cell asks X·Y to be negative. */
function asksForNegative({ columns, smallest }: Problem): boolean {
  const { logistic, hinge } = LOSS_CODES;
  return columns.some(({ code, loss, shift, scale }, j) => {
    return isBlockLoss(loss) || code === logistic || code === hinge || (smallest[j] - shift) * scale < 0;
  });
}

async function runStart(
  kind: "svd" | "nndsvd" | "plusplus",
  y: Float64Array,
  wanted: number,
  seed: number,
  engine: EngineInput,
  running: Running,
): Promise<void> {
  // A start asks for cells only, so that any thread can make it.
  const columns = engine.columns.map((column) => ({ ...column, own: undefined }));
  const task = (file: string, name: string): TaskName => ({ module: new URL(file, import.meta.url).href, name });
  if (kind === "plusplus") {
    const input = plusplusInput({ ...engine, columns }, seed, y);
    return run({ ...running, task: task("./plusplus-start.js", "plusplusStartTask"), input, chunks: 100 });
  }
  const { matrix, width } = engine;
  const k = Math.min(wanted + OVERSAMPLING, width, Math.max(wanted, matrix.rows));
  const ranges = rangeCount({ ...engine, k });
  const input: StartInput = {
    ...{ ...engine, columns, k, wanted, seed, y },
    products: sharedDoubles(ranges * k * width),
    squares: sharedDoubles(ranges * k * k),
    basis: sharedDoubles(k * width),
    ...(kind === "nndsvd" ? { parts: sharedDoubles(ranges * k * 2) } : {}),
  };
  return run({ ...running, task: task("./svd-start.js", "svdStartTask"), input, chunks: 100 });
}

/**
 * The user's Y by the names of the columns, or, where they differ, by their places in the frame; with `expand` false by those
 * among the archetypes'.
 */
function userYOf(frame: Frame, k: number, problem: Problem, expand: boolean): Float64Array {
  const { columns, width, names, order, constant } = problem;
  const expected = expand ? columns.length : width;
  const shape = `${k} rows and ${expected} columns`;
  const wrongShape = (): RangeError =>
    new RangeError(`Expected userY to have ${shape} but found ${frame.rowCount} x ${frame.columnCount}`);
  const wanted = expand ? columns.map(({ name }) => name) : names;
  const own = frame.columnNames.filter((name) => !constant.some((left) => left.name === name));
  if (frame.rowCount !== k || own.length !== expected) throw wrongShape();
  const byName = wanted.every((name) => own.includes(name));
  const placeOf = (name: string, j: number): number => (expand ? order.indexOf(name) : j);
  const y = new Float64Array(k * width);
  let at = 0;
  wanted.forEach((name, j) => {
    const cells = frame.column(byName ? name : own[placeOf(name, j)]);
    const levels = expand ? columns[j].levels : undefined;
    const span = expand ? columns[j].width : 1;
    for (let c = 0; c < k; c++) {
      const value = cells.at(c) as unknown;
      if (value === null || Number.isNaN(value)) {
        throw new RangeError(`Expected userY to have no missing cell but found one in row ${c} of "${cells.name}"`);
      }
      const code = levels === undefined ? numberOf(value, c, cells.name) : levelOf(value, levels, cells.name);
      if (levels !== undefined && isBlockLoss(columns[j].loss)) {
        // A loss with fewer numbers than levels has none for the last.
        if (code < span) y[c * width + at + code] = 1;
      } else y[c * width + at] = code;
    }
    at += span;
  });
  if (y.every((value) => value === 0)) {
    throw new RangeError("Expected userY to hold a value other than 0 but found none");
  }
  return y;
}

function numberOf(value: unknown, row: number, name: string): number {
  if ((typeof value === "number" || typeof value === "boolean") && Number.isFinite(Number(value))) return Number(value);
  throw new RangeError(`Expected userY to hold finite numbers but found ${shown(value)} in row ${row} of "${name}"`);
}

function levelOf(value: unknown, levels: readonly string[], name: string): number {
  const code = typeof value === "string" ? levels.indexOf(value) : Number(value);
  if (Number.isInteger(code) && code >= 0 && code < levels.length) return code;
  throw new RangeError(`Expected userY to hold levels of "${name}" (${levels.join(", ")}) but found ${String(value)}`);
}

function userXOf(frame: Frame, k: number, rows: number): Float64Array {
  if (frame.rowCount !== rows || frame.columnCount !== k) {
    const found = `${frame.rowCount} x ${frame.columnCount}`;
    throw new RangeError(`Expected userX to have ${rows} rows and ${k} columns but found ${found}`);
  }
  const x = new Float64Array(rows * k);
  for (const [c, name] of frame.columnNames.entries()) {
    const { kind } = frame.column(name);
    if (kind !== "number" && kind !== "boolean") {
      throw new TypeError(`Expected userX to hold finite numbers but found column "${name}" of kind ${kind}`);
    }
    const numbers = frame.column(name).toNumbers();
    const missing = numbers.findIndex((value) => !Number.isFinite(value));
    if (missing >= 0) {
      throw new RangeError(
        `Expected userX to hold finite numbers but found ${numbers[missing]} in row ${missing} of "${name}"`,
      );
    }
    for (let i = 0; i < rows; i++) x[i * k + c] = numbers[i];
  }
  return x;
}

function projectColumns(y: Float64Array, k: number, width: number, proximal: (column: Float64Array) => void): void {
  const column = new Float64Array(k);
  for (let j = 0; j < width; j++) {
    for (let c = 0; c < k; c++) column[c] = y[c * width + j];
    proximal(column);
    for (let c = 0; c < k; c++) y[c * width + j] = column[c];
  }
}
