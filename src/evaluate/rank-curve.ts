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
  /** Why some of the errors are not finite, where they are not. */
  warning?: string;
}

/** By how many times errors differ when they are drawn on a logarithmic axis. */
const WIDE = 30;

/** What `crossValidateRank` found, ks in ascending order. */
export class RankCurve implements Displayable {
  /**
   * k, error (mean over the folds), standardError (their standard deviation over √folds), seconds (of all folds). Error and
   * standard error are Infinity for a k with a fold of infinite error, NaN for one with a fold of undefined error.
   */
  readonly rows: Frame;
  /** k, fold (from 1), error: every fit. */
  readonly foldErrors: Frame;
  /** The k of the least error; NaN when no k has a finite one. */
  readonly best: number;
  /** The smallest k whose error is within one standard error of the least: the simplest model that is as good. */
  readonly oneStandardError: number;
  /** For each k with errors that are not finite: in which folds, and the first cell of them. */
  readonly warnings: readonly string[];
  readonly #limit: number;

  constructor(ranks: readonly RankErrors[], options: { note?: string } = {}) {
    const sorted = [...ranks].sort((one, other) => one.k - other.k);
    const scores = sorted.map(({ errors }) => score(errors));
    const finite = scores.flatMap(({ error }, i) => (Number.isFinite(error) ? [i] : []));
    this.warnings = sorted.flatMap(({ warning }) => warning ?? []);
    if (finite.length === 0) {
      this.#limit = NaN;
      this.best = NaN;
      this.oneStandardError = NaN;
    } else {
      const least = finite.reduce((best, i) => (scores[i].error < scores[best].error ? i : best));
      this.#limit = scores[least].error + scores[least].standardError;
      this.best = sorted[least].k;
      this.oneStandardError = sorted[scores.findIndex(({ error }) => error <= this.#limit)].k;
    }
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
    const choice = Number.isNaN(this.best)
      ? "No k has a finite error."
      : `Least error at k = ${this.best}` +
        (this.oneStandardError < this.best
          ? `; within one standard error of it from k = ${this.oneStandardError} on.`
          : ".");
    const shown = k.flatMap((_, i) => (Number.isFinite(error[i]) ? [i] : []));
    const limit = Number.isNaN(this.#limit)
      ? []
      : [{ name: "least + 1 standard error", x: [k[0], k[k.length - 1]], y: [this.#limit, this.#limit] }];
    return linesFigure({
      title: `Error of held-out cells, ${folds} folds`,
      xLabel: "k",
      yLabel: "mean error of a cell",
      xScale: k.length > 2 && k[k.length - 1] >= 8 * k[0] ? "log" : "linear",
      yScale: isWide(error.filter(Number.isFinite)) ? "log" : "linear",
      series: [{ name: "held-out cells", x: shown.map((i) => k[i]), y: shown.map((i) => error[i]) }, ...limit],
      note: [choice, ...this.warnings, this.rows.note].filter((part) => part !== undefined).join(" "),
    });
  }

  [displaySymbol](): MimeBundle | Promise<MimeBundle> {
    return this.plot()[displaySymbol]();
  }

  [inspectSymbol](): string {
    const names = this.rows.column("k").toArray().join(", ");
    const choice = Number.isNaN(this.best)
      ? "no k has a finite error"
      : `least error at k = ${this.best}, within one standard error from k = ${this.oneStandardError}`;
    return [`RankCurve k = ${names}; ${choice}`, ...this.warnings].join("\n");
  }
}

/** A k without a penalty may fill in cells wildly: beside its error, those that k is chosen by would lie on one line. */
function isWide(errors: readonly number[]): boolean {
  const least = Math.min(...errors);
  return least > 0 && Math.max(...errors) > WIDE * least;
}

function score(errors: readonly number[]): { error: number; standardError: number } {
  const error = errors.reduce((sum, value) => sum + value, 0) / errors.length;
  if (!Number.isFinite(error)) return { error, standardError: error };
  const variance = errors.reduce((sum, value) => sum + (value - error) ** 2, 0) / (errors.length - 1);
  return { error, standardError: Math.sqrt(variance / errors.length) };
}
