/** The rows of `compareRanks` as a table and two curves that show themselves. */
import { type Displayable, displaySymbol, inspectSymbol, type MimeBundle } from "../display/host.js";
import type { RanksPayload } from "../display/payload.js";
import { ranksBundle, ranksText } from "../display/ranks.js";
import { Frame } from "../frame/frame.js";

export interface RankRow {
  /** Number of archetypes; 0: the columns themselves. */
  k: number;
  /** Mean accuracy over the folds (R² for a target of numbers), and its standard deviation. */
  accuracy: number;
  sd: number;
  /** Of all of it, of the low rank model (of all folds, with leakage "inside"), of the forests. */
  seconds: number;
  fitSeconds: number;
  forestSeconds: number;
  /** Of the low rank model (the mean over the folds, with leakage "inside"); NaN for k = 0. */
  objective: number;
}

export interface RankComparisonParts {
  rows: RankRow[];
  measure: string;
  seconds: number;
  leakage: "outside" | "inside";
  note: string | undefined;
}

export class RankComparison implements Displayable {
  /** A row a k, in the order in which they were computed. */
  readonly rows: readonly RankRow[];
  readonly seconds: number;
  /** Whether the low rank models saw the held-out rows: see `compareRanks`. */
  readonly leakage: "outside" | "inside";
  readonly #parts: RankComparisonParts;

  constructor(parts: RankComparisonParts) {
    this.#parts = parts;
    this.rows = parts.rows;
    this.seconds = parts.seconds;
    this.leakage = parts.leakage;
  }

  /** The rows as columns `k`, `accuracy`, `sd`, `seconds`, `fitSeconds`, `forestSeconds`, `objective`. */
  toFrame(): Frame {
    const names = ["k", "accuracy", "sd", "seconds", "fitSeconds", "forestSeconds", "objective"] as const;
    const columns = names.map((name) => [name, Float64Array.from(this.rows, (row) => row[name])] as const);
    return Frame.fromColumns(Object.fromEntries(columns), { note: this.#parts.note });
  }

  get payload(): RanksPayload {
    const { measure, seconds, note } = this.#parts;
    return ranksPayload({ rows: this.rows, measure, seconds, state: "done", waiting: [], detail: "", note });
  }

  toBundle(): MimeBundle {
    return ranksBundle(this.payload);
  }

  [displaySymbol](): MimeBundle {
    return this.toBundle();
  }

  [inspectSymbol](): string {
    return ranksText(this.payload);
  }
}

/** What the views need of the rows. */
export function ranksPayload(
  parts: Omit<RanksPayload, "title" | "rows" | "note"> & { rows: readonly RankRow[]; note: string | undefined },
): RanksPayload {
  const { rows, note, ...rest } = parts;
  return {
    title: "Accuracy and time by number of archetypes",
    ...rest,
    rows: rows.map(({ k, accuracy, sd, fitSeconds, forestSeconds, seconds }) => ({
      k,
      accuracy,
      sd,
      fitSeconds,
      forestSeconds,
      seconds,
    })),
    ...(note === undefined ? {} : { note }),
  };
}
