/**
 * A grown forest: what it was grown with, how good it is on rows its trees have not seen, what it uses, and its
 * predictions for other rows.
 */
import { Figure } from "../display/figure.js";
import { type Displayable, displaySymbol, inspectSymbol, type MimeBundle, notebookHost } from "../display/host.js";
import { linesFigure } from "../display/lines.js";
import type { LinesPayload, TreePayload } from "../display/payload.js";
import { type ModelFile, writeModelFile } from "../data/model-file.js";
import type { Cell } from "../frame/column.js";
import { Column } from "../frame/column.js";
import { Frame } from "../frame/frame.js";
import { checkWhole } from "../frame/check-values.js";
import { checkThreads, defaultThreads } from "../workers/pool.js";
import { ConfusionMatrix } from "./confusion.js";
import type { Feature } from "./features.js";
import { forestParts, modelFileOf } from "./model-file.js";
import type { ForestSettings } from "./options.js";
import { treeFigure } from "./tree-picture.js";
import type { Trees } from "./trees.js";
import { valueRows, vote } from "./vote.js";
import { largestOf } from "./vote-task.js";

export interface ForestParts {
  settings: ForestSettings;
  features: readonly Feature[];
  /** The classes' names and their cells in the target's column; empty for regression. */
  classes: readonly string[];
  cells: readonly Cell[];
  targetKind: Column["kind"];
  trees: Trees;
  /** Training rows. */
  rows: number;
  /** Out-of-bag error after each tree; NaN where no row has a vote. */
  errors: Float64Array;
  /** Out of bag: counts[true][predicted]; empty for regression. */
  counts: readonly (readonly number[])[];
  /** Regression: the mean squared error of always predicting the mean. */
  variance: number;
  impurity: Float64Array;
  permutation?: { mean: Float64Array; standardError: Float64Array };
  seconds: number;
  note: string | undefined;
}

export class ForestModel implements Displayable {
  /** The options really used, defaults filled in. `maxDepth` 2³⁰ is unlimited. */
  readonly options: Readonly<ForestSettings>;
  /** The classes' names, in order; empty for regression. */
  readonly classes: readonly string[];
  /** The features' names, in order. */
  readonly features: readonly string[];
  /** Trees grown: fewer than asked for when it was interrupted. */
  readonly trees: number;
  /**
   * Error on out-of-bag rows, each predicted by the trees that were grown without it: the share predicted wrong, or the
   * mean squared error. NaN when every row is in every bag (no sampling).
   */
  readonly oobError: number;
  /** The same after each tree: `trees`, `error`. */
  readonly oobErrors: Frame;
  /** Seconds it took. */
  readonly seconds: number;
  /**
   * A row a feature: `feature`, `impurity` (sums to 1), and when asked for `permutation` (the mean loss of accuracy, or
   * growth of the squared error, when its values are shuffled) with its `standardError`.
   */
  readonly importance: Frame;
  readonly #parts: ForestParts;

  constructor(parts: ForestParts) {
    const { settings, features, classes, errors, impurity, permutation, note } = parts;
    this.#parts = parts;
    this.options = settings;
    this.classes = classes;
    this.features = features.map(({ name }) => name);
    this.trees = parts.trees.count;
    this.oobError = errors[errors.length - 1];
    this.oobErrors = Frame.fromColumns({ trees: Float64Array.from(errors, (_, i) => i + 1), error: errors }, { note });
    this.seconds = parts.seconds;
    this.importance = Frame.fromColumns(
      {
        feature: new Column("feature", { kind: "text", values: this.features, length: this.features.length }),
        impurity,
        ...(permutation === undefined
          ? {}
          : { permutation: permutation.mean, standardError: permutation.standardError }),
      },
      { note },
    );
  }

  /** Out-of-bag rows by true and predicted class; undefined for regression. */
  get confusion(): ConfusionMatrix | undefined {
    const { counts, note } = this.#parts;
    if (counts.length === 0) return undefined;
    return new ConfusionMatrix(this.classes, counts, { title: "Out-of-bag confusion matrix", note });
  }

  /** Regression: 1 − out-of-bag error / variance of the target; NaN for classification. */
  get oobR2(): number {
    return this.options.task === "regression" ? 1 - this.oobError / this.#parts.variance : NaN;
  }

  /**
   * Predictions for rows of a frame that has the features' columns (more are ignored): column `predict` (the class as it
   * stands in the target's column, or the value), and for classes one column `p_<class>` each, the mean share in the leaves.
   * Cells that are missing, and levels not seen in training, go the way the trees learned for missing cells.
   */
  async predict(frame: Frame, options: { threads?: number; signal?: AbortSignal } = {}): Promise<Frame> {
    const { trees, features, classes, cells, targetKind } = this.#parts;
    const { threads = defaultThreads(), signal = notebookHost()?.signal } = options;
    checkThreads(threads);
    const shares = await vote({ ...valueRows(frame, features), trees }, { threads, signal });
    const { note } = frame;
    if (classes.length === 0) return Frame.fromColumns({ predict: shares }, { note });
    const width = classes.length;
    const best = Int32Array.from({ length: frame.rowCount }, (_, row) => largestOf(shares, row * width, width));
    const predict = predictedColumn(best, cells, targetKind, this.#codeNames());
    const names = classes.map((name) => `p_${name}`);
    const probabilities = Frame.fromMatrix({ data: shares, rows: frame.rowCount, columns: width, names }, { note });
    return new Frame([predict], { note }).assign(probabilities);
  }

  #codeNames(): string[] | undefined {
    const { classes, cells, targetKind } = this.#parts;
    if (targetKind !== "number" || classes.every((name, c) => name === String(cells[c]))) return undefined;
    const names: string[] = [];
    cells.forEach((cell, c) => (names[cell as number] = classes[c]));
    return Array.from(names, (name, code) => name ?? String(code));
  }

  /** The out-of-bag error by number of trees. */
  plot(): Figure<LinesPayload> {
    const wrong = this.options.task === "classification" ? "error" : "mean squared error";
    return linesFigure({
      title: `Out-of-bag ${wrong} of the random forest`,
      xLabel: "trees",
      yLabel: wrong,
      xScale: "linear",
      yScale: "linear",
      series: [
        {
          name: wrong,
          x: [...this.oobErrors.column("trees")] as number[],
          y: [...this.oobErrors.column("error")] as number[],
        },
      ],
      ...(this.#parts.note === undefined ? {} : { note: this.#parts.note }),
    });
  }

  /** One tree as a picture, by default the first three levels of questions. Throws when there is no such tree. */
  tree(index: number = 0, options: { depth?: number } = {}): Figure<TreePayload> {
    const { depth = 3 } = options;
    checkWhole("tree", index, 0, this.trees - 1);
    checkWhole("depth", depth, 0);
    const { trees, features, note } = this.#parts;
    return treeFigure(trees, index, { depth, features, classes: this.classes, note });
  }

  /** Writes the forest to one file, for `loadModel`. */
  async save(path: string): Promise<void> {
    await writeModelFile(path, modelFileOf(this.#parts));
  }

  /** The forest in a file that `save` wrote. */
  static fromFile(file: ModelFile): ForestModel {
    return new ForestModel(forestParts(file));
  }

  [displaySymbol](): MimeBundle {
    return this.#summary().toBundle();
  }

  /** What was grown and how good it is, two columns. */
  #summary(): Frame {
    const { settings, rows, trees, note } = this.#parts;
    const classes = settings.task === "classification";
    const facts: [string, string][] = [
      ["model", `random forest, ${settings.task}`],
      ["target", classes ? `${settings.target}, ${this.classes.length} classes` : settings.target],
      ["rows x features", `${rows} x ${this.features.length}`],
      ["trees", `${trees.count}, ${Math.round(trees.feature.length / trees.count)} nodes on average`],
      ["features tried a split", String(settings.mtry)],
      [classes ? "out-of-bag error" : "out-of-bag mean squared error", this.oobError.toPrecision(4)],
      ...(classes ? [] : ([["out-of-bag R²", this.oobR2.toFixed(4)]] satisfies [string, string][])),
      ["seconds", this.seconds.toFixed(2)],
    ];
    return Frame.fromColumns(
      { property: facts.map(([name]) => name), value: facts.map(([, value]) => value) },
      { note },
    );
  }

  [inspectSymbol](): string {
    const { task } = this.options;
    return `ForestModel ${task}, ${this.trees} trees, out-of-bag error ${this.oobError.toPrecision(4)}`;
  }
}

/** Class numbers to a column of the target's kind. */
function predictedColumn(
  best: Int32Array,
  cells: readonly Cell[],
  kind: Column["kind"],
  codeNames: string[] | undefined,
): Column {
  const { length } = best;
  if (kind === "category") {
    return new Column("predict", { kind, values: best, length, levels: cells as string[] });
  }
  if (kind === "boolean") {
    return new Column("predict", { kind, values: Uint8Array.from(best, (c) => (cells[c] === true ? 1 : 0)), length });
  }
  const bytes = cells.every((cell) => Number.isInteger(cell) && (cell as number) >= 0 && (cell as number) <= 255);
  const numbers = Array.from(best, (c) => cells[c] as number);
  const values = bytes ? Uint8Array.from(numbers) : Float64Array.from(numbers);
  return new Column("predict", { kind: "number", values, length, ...(codeNames === undefined ? {} : { codeNames }) });
}
