/** True and predicted classes to a table of counts that shows itself: rows are the true classes, columns the predicted. */
import { confusionBundle, confusionText } from "../display/confusion.js";
import { type Displayable, displaySymbol, inspectSymbol, type MimeBundle } from "../display/host.js";
import type { ConfusionPayload } from "../display/payload.js";
import { Frame } from "../frame/frame.js";

export class ConfusionMatrix implements Displayable {
  /** The classes' names, in order. */
  readonly classes: readonly string[];
  /** classes × classes: `counts[true][predicted]` rows. */
  readonly counts: readonly (readonly number[])[];
  /** Said above it. */
  readonly title: string;
  readonly #note: string | undefined;

  constructor(
    classes: readonly string[],
    counts: readonly (readonly number[])[],
    options: { title?: string; note?: string } = {},
  ) {
    this.classes = classes;
    this.counts = counts;
    this.title = options.title ?? "Confusion matrix";
    this.#note = options.note;
  }

  /** Rows counted. */
  get rows(): number {
    return this.counts.flat().reduce((sum, count) => sum + count, 0);
  }

  /** The share of rows predicted right; NaN of none. */
  get accuracy(): number {
    return this.counts.reduce((sum, line, c) => sum + line[c], 0) / this.rows;
  }

  /** For each class, the share of its rows that were predicted as it; NaN for a class without rows. */
  get recall(): number[] {
    return this.counts.map((line, c) => line[c] / line.reduce((sum, count) => sum + count, 0));
  }

  /** For each class, the share of the rows predicted as it that are; NaN when none is predicted. */
  get precision(): number[] {
    return this.counts.map((line, c) => line[c] / this.counts.reduce((sum, other) => sum + other[c], 0));
  }

  /** A row a true class: `class`, one column of counts a predicted class, `recall`. */
  toFrame(): Frame {
    const columns = this.classes.map((name, c) => [name, this.counts.map((line) => line[c])] as const);
    return Frame.fromColumns({ class: [...this.classes], ...Object.fromEntries(columns), recall: this.recall });
  }

  get payload(): ConfusionPayload {
    return {
      title: this.title,
      classes: [...this.classes],
      counts: this.counts.map((line) => [...line]),
      ...(this.#note === undefined ? {} : { note: this.#note }),
    };
  }

  toBundle(): MimeBundle {
    return confusionBundle(this.payload);
  }

  [displaySymbol](): MimeBundle {
    return this.toBundle();
  }

  [inspectSymbol](): string {
    return confusionText(this.payload);
  }
}

/** Counts of `labels` (true) by `predicted`; rows predicted as −1 are left out. */
export function countPairs(classes: number, labels: ArrayLike<number>, predicted: ArrayLike<number>): number[][] {
  const counts = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (let row = 0; row < labels.length; row++) if (predicted[row] >= 0) counts[labels[row]][predicted[row]]++;
  return counts;
}
