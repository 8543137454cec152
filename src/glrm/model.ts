/**
 * A fitted low rank model: its factors as frames, how it was found, and what it does with rows.
 */
import { type ModelFile, writeModelFile } from "../data/model-file.js";
import { Figure } from "../display/figure.js";
import { joinNotes } from "../display/format.js";
import { type Displayable, displaySymbol, inspectSymbol, type MimeBundle } from "../display/host.js";
import { linesFigure } from "../display/lines.js";
import { checkFrame } from "../frame/check-values.js";
import { Frame, type FrameOptions } from "../frame/frame.js";
import type { Matrix } from "../matrix/matrix.js";
import { defaultThreads, type Running } from "../workers/pool.js";
import { checkKind, codeRows } from "./code-rows.js";
import { importanceFrame } from "./importance.js";
import { type GlrmMetrics, measure } from "./metrics.js";
import { columnsOf, filledWithConstant, numberedNames } from "./model-columns.js";
import { fileOfParts, type ModelParts, partsOfFile } from "./model-parts.js";
import type { GlrmSettings } from "./options.js";
import { placeRows, predictRows } from "./place.js";
import { type RowsOptions, rowsOptions, type ValuesOptions, valuesOptions } from "./rows-options.js";

export class GlrmModel implements Displayable {
  /** The options really used, defaults filled in. */
  readonly options: Readonly<GlrmSettings>;
  /** How the model was found. */
  readonly solver: string;
  /** Σ losses over the observed cells + γx Σ r(rows of X) + γy Σ r(columns of Y), in transformed units. */
  readonly objective: number;
  /** Iterations after the start. */
  readonly iterations: number;
  /** False when `maxIterations`, a time limit or an interrupt ended the fit. */
  readonly converged: boolean;
  /** What you should know of the fit: rows without values, weights that do nothing, a fit that stalled. */
  readonly warnings: readonly string[];
  /** One row an iteration, the start being iteration 0: iteration, objective, step, seconds. */
  readonly history: Frame;
  /** X: rows × k, columns Arch1 … Archk. */
  readonly representation: Frame;
  /** Y: k × columns, rows Arch1 … Archk, in transformed units; a category has a column a level, `<column>.<level>`, with "_2", … where taken. */
  readonly archetypes: Frame;
  /** Errors of the option `validationFrame`, scored with the X of the training rows; an interrupted fit has none. */
  readonly validationMetrics: Readonly<GlrmMetrics> | undefined;
  readonly #parts: ModelParts;
  #importance: Frame | undefined;

  constructor(parts: ModelParts) {
    const { settings, solution, rows, names, note } = parts;
    const { k } = settings;
    this.#parts = parts;
    this.options = settings;
    this.solver = solution.solver;
    this.objective = solution.history[solution.history.length - 1].objective;
    this.iterations = solution.history.length - 1;
    this.converged = solution.converged;
    this.warnings = solution.warnings;
    this.history = Frame.fromColumns(
      {
        iteration: Float64Array.from(solution.history, (_, i) => i),
        objective: Float64Array.from(solution.history, (entry) => entry.objective),
        step: Float64Array.from(solution.history, (entry) => entry.step),
        seconds: Float64Array.from(solution.history, (entry) => entry.seconds),
      },
      { note },
    );
    this.representation = archFrame(solution.x, rows, k, note);
    const rowNames = numberedNames("Arch", k);
    this.archetypes = Frame.fromMatrix({ data: solution.y, rows: k, columns: names.length, names }, { note, rowNames });
    this.validationMetrics = parts.validationMetrics;
  }

  /**
   * H2O's table, one row a component: standardDeviation, proportionOfVariance, cumulativeProportion, from the singular
   * values of X·Y and the sum of squares of the transformed cells, missing numbers being at the means of their columns.
   */
  get importance(): Frame {
    const { svd, rows, squares, note } = this.#parts;
    return (this.#importance ??= importanceFrame(svd().values, rows, squares, note));
  }

  /** Singular values of X·Y, descending: k numbers; a copy. */
  get singularValues(): Float64Array {
    return this.#parts.svd().values.slice();
  }

  /** With the option `recoverSvd`: right singular vectors of X·Y, columns × k, Vec1 … Veck, beside their `column`. */
  get eigenvectors(): Frame | undefined {
    const { svd, names, settings, note } = this.#parts;
    if (!settings.recoverSvd) return undefined;
    const { right } = svd();
    const vectors = Array.from({ length: settings.k }, (_, i) => {
      return [`Vec${i + 1}`, right.slice(i * names.length, (i + 1) * names.length)] as const;
    });
    return Frame.fromColumns({ column: names, ...Object.fromEntries(vectors) }, { note });
  }

  /** The objective by iteration. */
  plot(): Figure {
    const { k, transform } = this.options;
    const x = [...this.history.column("iteration")] as number[];
    const y = [...this.history.column("objective")] as number[];
    return linesFigure({
      title: `Objective of the GLRM, k = ${k}` + (transform === "none" ? "" : `, ${transform}`),
      xLabel: "iteration",
      yLabel: "objective",
      xScale: "linear",
      yScale: "linear",
      series: [{ name: "objective", x, y }],
      note: this.#parts.note,
    });
  }

  /**
   * X for the rows of a frame that has the model's columns (more are ignored): rows × k, Arch1 … Archk. Y stays as it is and
   * each row minimises the model's own loss over its observed cells. Training rows keep their X. A column whose cells are all
   * missing may be of any kind. Throws before any work when a column is not there or of another kind, and for an infinite
   * cell, a level that the model has not seen, and a cell that its loss does not take; so do the methods below.
   */
  async transform(frame: Frame, options: RowsOptions = {}): Promise<Frame> {
    const { x, rows } = await this.#place(frame, rowsOptions("transform", options, this.#parts.threads));
    return archFrame(x, rows, this.options.k, frame.note);
  }

  /**
   * The loss-wise best value of every cell, observed or not: rows × columns, named reconstr_<column>, in the order of the
   * training frame; a category for a category, a boolean for a boolean. In the data's own units, or with `original` false
   * as the transform left them. Without a frame: the training rows.
   */
  async reconstruct(frame?: Frame, options: ValuesOptions = {}): Promise<Frame> {
    const { original, running } = valuesOptions("reconstruct", options, this.#parts.threads);
    const { x, rows } = frame === undefined ? this.#trainingRows() : await this.#place(frame, running);
    const out = await predictRows(x, rows, this.#parts, { single: this.#parts.single, original }, running);
    return this.#inOrder(out, rows, "reconstr_", { note: frame?.note ?? this.#parts.note });
  }

  /**
   * The frame with its missing cells filled in: observed cells stay, missing ones get the loss-wise best value in the data's
   * own units. Columns that the model left out as constant get their constant; columns it does not know stay as they are.
   */
  async impute(frame: Frame, options: RowsOptions = {}): Promise<Frame> {
    const { columns, constant, threads } = this.#parts;
    const running = rowsOptions("impute", options, threads);
    checkFrame("frame", frame);
    const there = new Set(frame.columnNames);
    const left = constant.filter(({ name }) => there.has(name));
    for (const { name, kind, value } of left) if (!Number.isNaN(value)) checkKind(frame.column(name), kind, "frame");
    const keep = await codeRows(frame, columns, running);
    const { x, rows } = await this.#place(frame, running, keep);
    const how = { single: this.#parts.single, original: true, keep };
    const out = await predictRows(x, rows, this.#parts, how, running);
    const names = columns.map(({ name }) => name);
    const filled = columnsOf(out, rows, columns, names);
    const constants = left.map((one) => filledWithConstant(frame.column(one.name), one));
    const byName = new Map([...filled, ...constants].map((column) => [column.name, column]));
    return new Frame(
      frame.columnNames.map((name) => byName.get(name) ?? frame.column(name)),
      { note: frame.note },
    );
  }

  /** The archetypes in the data's own units and levels: k × columns, in the frame's order (H2O's proj_archetypes). */
  async projectArchetypes(options: ValuesOptions = {}): Promise<Frame> {
    const { k } = this.options;
    const { original, running } = valuesOptions("projectArchetypes", options, this.#parts.threads);
    const unit = Float64Array.from({ length: k * k }, (_, i) => (i % (k + 1) === 0 ? 1 : 0));
    const how = { single: false, original };
    const out = await predictRows(unit, k, this.#parts, how, { ...running, threads: 0 });
    return this.#inOrder(out, k, "", { note: this.#parts.note, rowNames: numberedNames("Arch", k) });
  }

  /** Errors over the observed cells, by default of the training rows; see the option `imputeOriginal` for the units. */
  async metrics(frame?: Frame, options: RowsOptions = {}): Promise<GlrmMetrics> {
    const { matrix, columns, settings, single, threads } = this.#parts;
    const running = rowsOptions("metrics", options, threads);
    if (frame === undefined && matrix === undefined) {
      throw new TypeError("Expected a frame, because a loaded model does not hold the rows it was fitted on");
    }
    const rows = frame === undefined ? matrix! : await codeRows(frame, columns, running);
    const { x } = frame === undefined ? this.#trainingRows() : await this.#place(frame, running, rows);
    return measure(rows, x, this.#parts, { single, original: settings.imputeOriginal }, running);
  }

  /**
   * Writes the model to one file, for `loadModel`; an existing file is replaced. The training rows are not in it, their X
   * is. Throws a TypeError for a loss or regulariser of your own, which a file cannot hold.
   */
  async save(path: string): Promise<void> {
    await writeModelFile(path, fileOfParts(this.#parts));
  }

  /** The model in a file that `readModelFile` has read. */
  static fromFile(file: ModelFile): GlrmModel {
    return new GlrmModel(partsOfFile(file, defaultThreads()));
  }

  /** Values of the model's columns as a frame, in the order that the columns have in the training frame. */
  #inOrder(values: Float32Array | Float64Array, rows: number, prefix: string, options: FrameOptions): Frame {
    const { columns, order } = this.#parts;
    const names = columns.map(({ name }) => prefix + name);
    return new Frame(columnsOf(values, rows, columns, names), options).select(...order.map((name) => prefix + name));
  }

  #trainingRows(): { x: Float64Array; rows: number } {
    return { x: this.#parts.solution.x, rows: this.#parts.rows };
  }

  /** Rows the model was fitted on have their X already; `coded`: what `codeRows` makes of the frame, if that is there. */
  async #place(frame: Frame, running: Running, coded?: Matrix): Promise<{ x: Float64Array; rows: number }> {
    const { matrix, trained, columns } = this.#parts;
    if (frame === trained) return this.#trainingRows();
    const rows = coded ?? (await codeRows(frame, columns, running));
    const same = matrix !== undefined && rows.data.buffer === matrix.data.buffer && rows.offset === matrix.offset;
    if (same && rows.rows === matrix.rows) return this.#trainingRows();
    return { x: await placeRows(rows, this.#parts, this.#parts.solution.x, running), rows: rows.rows };
  }

  [displaySymbol](): MimeBundle | Promise<MimeBundle> {
    return this.#summary()[displaySymbol]();
  }

  /** What ran and how it ended, two columns; warnings stand under them, where they are read. */
  #summary(): Frame {
    const { rows, columns, note } = this.#parts;
    const { k, loss, transform, regularizationX, regularizationY, gammaX, gammaY } = this.options;
    const losses = [...new Set(columns.map((column) => column.loss.name))];
    const penalty = (name: string, gamma: number): string => (gamma === 0 ? name : `${name}, gamma ${gamma}`);
    const facts: [string, string][] = [
      ["model", `GLRM, ${losses.length === 0 ? loss : losses.join(", ")} loss`],
      ["rows x columns", `${rows} x ${columns.length}`],
      ["k", String(k)],
      ["transform", transform],
      ["regularization X", penalty(regularizationX, gammaX)],
      ["regularization Y", penalty(regularizationY, gammaY)],
      ["solver", this.solver],
      ["iterations", `${this.iterations}${this.converged ? ", converged" : ", not converged"}`],
      ["objective", this.objective.toPrecision(8)],
      ["seconds", (this.history.at(this.history.rowCount - 1, "seconds") as number).toFixed(2)],
    ];
    return Frame.fromColumns(
      { property: facts.map(([name]) => name), value: facts.map(([, value]) => value) },
      { note: joinNotes(...this.warnings.map((warning) => `${warning}.`), note) },
    );
  }

  [inspectSymbol](): string {
    return `GlrmModel k = ${this.options.k}, objective ${this.objective.toPrecision(8)}, ${this.iterations} iterations`;
  }
}

function archFrame(x: Float64Array, rows: number, k: number, note: string | undefined): Frame {
  return Frame.fromMatrix({ data: x, rows, columns: k, names: numberedNames("Arch", k) }, { note });
}
