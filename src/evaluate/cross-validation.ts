/** Predictions of held-out rows to what a cross-validation says: by fold, by class, and over all. */
import { type Displayable, displaySymbol, inspectSymbol, type MimeBundle } from "../display/host.js";
import { ConfusionMatrix, countPairs } from "../forest/confusion.js";
import type { ForestSettings } from "../forest/options.js";
import { guesses } from "../forest/random-forest.js";
import type { Target } from "../forest/target.js";
import { Frame } from "../frame/frame.js";
import type { HeldOut } from "./fold-forests.js";
import type { Folds } from "./folds.js";
import { accuracyOf, deviationOf, logLossOf, meanOf, r2Of, squaredErrorOf } from "./metrics.js";

export interface CrossValidationParts {
  target: Target;
  folds: Folds;
  held: HeldOut;
  settings: ForestSettings;
  seconds: number;
  note: string | undefined;
}

export class CrossValidation implements Displayable {
  /** The forests' options, defaults filled in. */
  readonly options: Readonly<ForestSettings>;
  /** Classes: mean accuracy over the folds; NaN for regression. */
  readonly accuracy: number;
  /** Classes: mean log loss over the folds, in nats; NaN for regression. */
  readonly logLoss: number;
  /** Regression: mean over the folds of R² and of the mean squared error; NaN for classes. */
  readonly r2: number;
  readonly squaredError: number;
  /** Standard deviation over the folds (n − 1) of the accuracy, or of R². */
  readonly sd: number;
  readonly seconds: number;
  /** A row a fold: `fold`, `rows`, and `accuracy` and `logLoss`, or `r2` and `squaredError`. */
  readonly folds: Frame;
  /** Which fold held each row out; all rows. */
  readonly foldOf: Uint8Array;
  /** How rows were put into folds. */
  readonly foldAssignment: Folds["assignment"];
  readonly #parts: CrossValidationParts;

  constructor(parts: CrossValidationParts) {
    const { target, folds, held, settings, seconds, note } = parts;
    this.#parts = parts;
    this.options = settings;
    this.seconds = seconds;
    this.foldOf = folds.of;
    this.foldAssignment = folds.assignment;
    const rows = held.folds.map((fold) => {
      return Uint32Array.from(folds.of, (_, row) => row).filter((row) => folds.of[row] === fold);
    });
    const over = (measure: (rows: Uint32Array) => number): number[] => rows.map(measure);
    const { shares } = held;
    const common = { fold: Float64Array.from(held.folds), rows: rows.map(({ length }) => length) };
    if (target.task === "classification") {
      const width = target.classes.length;
      const accuracy = over((some) => accuracyOf(shares, target.labels, width, some));
      const logLoss = over((some) => logLossOf(shares, target.labels, width, some));
      this.accuracy = meanOf(accuracy);
      this.sd = deviationOf(accuracy);
      this.logLoss = meanOf(logLoss);
      [this.r2, this.squaredError] = [NaN, NaN];
      this.folds = Frame.fromColumns({ ...common, accuracy, logLoss }, { note });
    } else {
      const r2 = over((some) => r2Of(shares, target.values, some));
      const squaredError = over((some) => squaredErrorOf(shares, target.values, some));
      this.r2 = meanOf(r2);
      this.sd = deviationOf(r2);
      this.squaredError = meanOf(squaredError);
      [this.accuracy, this.logLoss] = [NaN, NaN];
      this.folds = Frame.fromColumns({ ...common, r2, squaredError }, { note });
    }
  }

  /** The accuracy, or R²: what `compareRanks` compares. */
  get score(): number {
    return this.options.task === "classification" ? this.accuracy : this.r2;
  }

  /** "accuracy 0.8762 ± 0.0021". */
  get headline(): string {
    const measure = this.options.task === "classification" ? "accuracy" : "R²";
    return `${measure} ${this.score.toFixed(4)} ± ${this.sd.toFixed(4)}`;
  }

  /** All folds together: rows by true and predicted class; undefined for regression. */
  get confusion(): ConfusionMatrix | undefined {
    const { target, held, note } = this.#parts;
    if (target.task === "regression") return undefined;
    const counts = countPairs(target.classes.length, target.labels, guesses(held.shares, target.classes.length));
    return new ConfusionMatrix(target.classes, counts, { title: "Confusion matrix over all folds", note });
  }

  /** A row a class: `class`, `recall`, the share of its rows that were predicted as it; undefined for regression. */
  get recall(): Frame | undefined {
    const { confusion } = this;
    if (confusion === undefined) return undefined;
    return Frame.fromColumns({ class: [...confusion.classes], recall: confusion.recall });
  }

  [displaySymbol](): MimeBundle {
    const { folds } = this.#parts;
    const { task, trees } = this.options;
    const facts: [string, string][] = [
      ["validation", `${folds.count} folds, ${folds.assignment}, of a random forest with ${trees} trees`],
      [task === "classification" ? "mean accuracy" : "mean R²", this.score.toFixed(4)],
      ["sd over the folds", this.sd.toFixed(4)],
      ...(task === "classification"
        ? [["log loss", this.logLoss.toFixed(4)] as [string, string]]
        : [["mean squared error", this.squaredError.toPrecision(5)] as [string, string]]),
      ["seconds", this.seconds.toFixed(2)],
    ];
    return Frame.fromColumns(
      { property: facts.map(([name]) => name), value: facts.map(([, value]) => value) },
      { note: this.#parts.note },
    ).toBundle();
  }

  [inspectSymbol](): string {
    return `CrossValidation ${this.headline}, ${this.#parts.held.folds.length} folds`;
  }
}
