/** Errors of held-out cells by k and fold, into the curve that k is chosen by. */
import { Figure } from "../display/figure.js";
import { type Displayable, displaySymbol, inspectSymbol, type MimeBundle } from "../display/host.js";
import { linesFigure } from "../display/lines.js";
import type { LinesPayload } from "../display/payload.js";
import { Frame } from "../frame/frame.js";

/** One k: the mean error of the hidden cells in each fold, and the seconds of all its fits. */
export interface RankErrors {
  k: number;
  errors: readonly number[];
  seconds: number;
}

/** What `crossValidateRank` found, ks in ascending order. */
export class RankCurve implements Displayable {
  /** k, error (mean over the folds), standardError (their standard deviation over √folds), seconds (of all folds). */
  readonly rows: Frame;
  /** k, fold (from 1), error: every fit. */
  readonly foldErrors: Frame;
  /** The k of the least error. */
  readonly best: number;
  /** The smallest k whose error is within one standard error of the least: the simplest model that is as good. */
  readonly oneStandardError: number;
  readonly #limit: number;

  constructor(ranks: readonly RankErrors[], options: { note?: string } = {}) {
    const sorted = [...ranks].sort((one, other) => one.k - other.k);
    const scores = sorted.map(({ errors }) => score(errors));
    const least = scores.reduce((best, { error }, i) => (error < scores[best].error ? i : best), 0);
    this.#limit = scores[least].error + scores[least].standardError;
    this.best = sorted[least].k;
    this.oneStandardError = sorted[scores.findIndex(({ error }) => error <= this.#limit)].k;
    this.rows = Frame.fromColumns(
      {
        k: Float64Array.from(sorted, ({ k }) => k),
        error: Float64Array.from(scores, ({ error }) => error),
        standardError: Float64Array.from(scores, ({ standardError }) => standardError),
        seconds: Float64Array.from(sorted, ({ seconds }) => seconds),
      },
      options,
    );
    const fits = sorted.flatMap(({ k, errors }) => errors.map((error, fold) => ({ k, fold: fold + 1, error })));
    this.foldErrors = Frame.fromColumns(
      {
        k: Float64Array.from(fits, ({ k }) => k),
        fold: Float64Array.from(fits, ({ fold }) => fold),
        error: Float64Array.from(fits, ({ error }) => error),
      },
      options,
    );
  }

  /** The error by k, and the level of the least error plus one standard error. */
  plot(): Figure<LinesPayload> {
    const k = this.rows.column("k").toArray() as number[];
    const error = this.rows.column("error").toArray() as number[];
    const folds = this.foldErrors.rowCount / k.length;
    const choice =
      `Least error at k = ${this.best}` +
      (this.oneStandardError < this.best
        ? `; within one standard error of it from k = ${this.oneStandardError} on.`
        : ".");
    return linesFigure({
      title: `Error of held-out cells, ${folds} folds`,
      xLabel: "k",
      yLabel: "mean error of a cell",
      xScale: k.length > 2 && k[k.length - 1] >= 8 * k[0] ? "log" : "linear",
      yScale: "linear",
      series: [
        { name: "held-out cells", x: k, y: error },
        { name: "least + 1 standard error", x: [k[0], k[k.length - 1]], y: [this.#limit, this.#limit] },
      ],
      note: [choice, this.rows.note].filter((part) => part !== undefined).join(" "),
    });
  }

  [displaySymbol](): MimeBundle | Promise<MimeBundle> {
    return this.plot()[displaySymbol]();
  }

  [inspectSymbol](): string {
    const names = this.rows.column("k").toArray().join(", ");
    return `RankCurve k = ${names}; least error at k = ${this.best}, within one standard error from k = ${this.oneStandardError}`;
  }
}

function score(errors: readonly number[]): { error: number; standardError: number } {
  const error = errors.reduce((sum, value) => sum + value, 0) / errors.length;
  const variance = errors.reduce((sum, value) => sum + (value - error) ** 2, 0) / (errors.length - 1);
  return { error, standardError: Math.sqrt(variance / errors.length) };
}
