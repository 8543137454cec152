/**
 * A fitted low rank model: its factors as frames, how it was found, and what it does with rows.
 */
import { Figure } from "../display/figure.js";
import { type Displayable, displaySymbol, inspectSymbol, type MimeBundle, notebookHost } from "../display/host.js";
import { linesFigure } from "../display/lines.js";
import { Frame } from "../frame/frame.js";
import type { ColumnTransform } from "../matrix/columns.js";
import type { Matrix } from "../matrix/matrix.js";
import { type Factors, placeRows, reconstructRows } from "./factors.js";
import type { GlrmSettings } from "./options.js";

export interface GlrmParts {
  settings: GlrmSettings;
  matrix: Matrix;
  transform: ColumnTransform;
  factors: Factors;
  history: { objective: number; seconds: number }[];
  converged: boolean;
  threads: number;
  note: string | undefined;
}

export class GlrmModel implements Displayable {
  /** The options really used, defaults filled in. */
  readonly options: Readonly<GlrmSettings>;
  /** How the optimum was found. */
  readonly solver: string = "truncated SVD by the Gram matrix";
  /** ‖T − X Y‖², the squared error over all cells in transformed units. */
  readonly objective: number;
  /** Iterations after the start. */
  readonly iterations: number;
  /** False when `maxIterations` or an interrupt ended the fit before the optimum. */
  readonly converged: boolean;
  /** One row an iteration, the start being iteration 0: iteration, objective, step, seconds. */
  readonly history: Frame;
  /** X: rows × k, columns Arch1 … Archk. */
  readonly representation: Frame;
  /** Y: k × columns, in transformed units, under the data's own names. */
  readonly archetypes: Frame;
  readonly #parts: GlrmParts;

  constructor(parts: GlrmParts) {
    const { settings, matrix, factors, history, note } = parts;
    const { k } = settings;
    this.#parts = parts;
    this.options = settings;
    this.objective = history[history.length - 1].objective;
    this.iterations = history.length - 1;
    this.converged = parts.converged;
    this.history = Frame.fromColumns(
      {
        iteration: Float64Array.from(history, (_, i) => i),
        objective: Float64Array.from(history, (entry) => entry.objective),
        // Every iteration takes the best step there is, so no step size is chosen.
        step: new Float64Array(history.length).fill(1),
        seconds: Float64Array.from(history, (entry) => entry.seconds),
      },
      { note },
    );
    const names = Array.from({ length: k }, (_, i) => `Arch${i + 1}`);
    this.representation = Frame.fromMatrix({ data: factors.x, rows: matrix.rows, columns: k, names }, { note });
    this.archetypes = Frame.fromMatrix(
      { data: factors.y, rows: k, columns: matrix.columns, names: matrix.names },
      { note },
    );
  }

  /** Singular values of the transformed data, descending: k numbers; a copy. */
  get singularValues(): Float64Array {
    return this.#parts.factors.singularValues.slice();
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
   * X for rows of a frame that has the model's columns (more are ignored): rows × k, Arch1 … Archk. Y stays as it is.
   * Throws when a column or a cell is missing.
   */
  async transform(frame: Frame): Promise<Frame> {
    const { matrix } = this.#parts;
    const rows = frame.select(...matrix.names).toMatrix();
    const x = await this.#place(rows);
    const names = this.representation.columnNames;
    return Frame.fromMatrix({ data: x, rows: rows.rows, columns: names.length, names }, { note: frame.note });
  }

  /**
   * X·Y in the data's own units: rows × columns, named reconstr_<column>. Rows the model was fitted on use their X; other
   * rows are placed first. Without a frame: the training rows.
   */
  async reconstruct(frame?: Frame): Promise<Frame> {
    const { matrix, transform, factors, threads, note } = this.#parts;
    const rows = frame === undefined ? matrix : frame.select(...matrix.names).toMatrix();
    const known = rows.data.buffer === matrix.data.buffer && rows.offset === matrix.offset && rows.rows === matrix.rows;
    const x = known ? factors.x : await this.#place(rows);
    const running = { threads, signal: notebookHost()?.signal };
    const data = await reconstructRows(x, rows.rows, transform, factors, running);
    const names = matrix.names.map((name) => `reconstr_${name}`);
    return Frame.fromMatrix({ data, rows: rows.rows, columns: names.length, names }, { note: frame?.note ?? note });
  }

  async #place(rows: Matrix): Promise<Float64Array> {
    const { transform, factors, threads } = this.#parts;
    return placeRows(rows, transform, factors, { threads, signal: notebookHost()?.signal });
  }

  [displaySymbol](): MimeBundle | Promise<MimeBundle> {
    return this.#summary()[displaySymbol]();
  }

  /** What ran and how it ended, two columns. */
  #summary(): Frame {
    const { matrix, note } = this.#parts;
    const facts: [string, string][] = [
      ["model", `GLRM, ${this.options.loss} loss`],
      ["rows x columns", `${matrix.rows} x ${matrix.columns}`],
      ["k", String(this.options.k)],
      ["transform", this.options.transform],
      ["solver", this.solver],
      ["iterations", `${this.iterations}${this.converged ? ", converged" : ", not converged"}`],
      ["objective", this.objective.toPrecision(8)],
      ["seconds", this.#seconds().toFixed(2)],
    ];
    return Frame.fromColumns(
      { property: facts.map(([name]) => name), value: facts.map(([, value]) => value) },
      { note },
    );
  }

  #seconds(): number {
    return this.history.at(this.history.rowCount - 1, "seconds") as number;
  }

  [inspectSymbol](): string {
    return `GlrmModel k = ${this.options.k}, objective ${this.objective.toPrecision(8)}, ${this.iterations} iterations`;
  }
}
