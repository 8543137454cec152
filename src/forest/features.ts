/**
 * A frame's columns to features: what each column is, and for categories in which order its levels stand.
 *
 * A category becomes the rank of its level, so that a cut parts the levels in two: they are ordered once before the trees
 * are grown, by the mean of the target (regression), by the share of the second class (two classes), or along the first
 * principal axis of the levels' class shares (Coppersmith, Hong, Hosking 1999; Wright, König 2019, doi:10.7717/peerj.6339).
 */
import type { Column, ColumnKind } from "../frame/column.js";
import type { Frame } from "../frame/frame.js";
import type { Target } from "./target.js";

export class Feature {
  readonly name: string;
  readonly kind: ColumnKind;
  /** A category's levels, by rank; undefined for numbers. */
  readonly levels: readonly string[] | undefined;

  constructor(name: string, kind: ColumnKind, levels?: readonly string[]) {
    this.name = name;
    this.kind = kind;
    this.levels = levels;
  }

  /** The column's cells as the trees compare them; NaN for missing cells and for levels that are not known. */
  numbers(column: Column): Float64Array {
    if (this.levels === undefined) {
      if (column.kind === "number" || column.kind === "boolean") return column.toNumbers();
      throw new TypeError(
        `Expected column "${this.name}" to be made of numbers, as in training, but it is ${column.kind}`,
      );
    }
    const ranks = new Map(this.levels.map((level, rank) => [level, rank]));
    if (column.kind !== "category") {
      return Float64Array.from(column, (cell) => ranks.get(String(cell)) ?? NaN);
    }
    const rankOfCode = (column.levels ?? []).map((level) => ranks.get(level) ?? NaN);
    return column.toNumbers().map((code) => (code === code ? rankOfCode[code] : NaN));
  }
}

/** All columns but the target; `rows` are those whose target orders the levels. */
export function featuresOf(frame: Frame, target: Target, rows: Uint32Array): Feature[] {
  const names = frame.columnNames.filter((name) => name !== target.name);
  if (names.length === 0) {
    throw new RangeError(`Expected a frame with columns beside the target "${target.name}" but found none`);
  }
  return names.map((name) => {
    const column = frame.column(name);
    if (column.kind === "text") {
      throw new TypeError(
        `Expected column "${name}" to be made of numbers or categories but it is text; drop or recode it`,
      );
    }
    if (column.kind !== "category") return new Feature(name, column.kind);
    return new Feature(name, column.kind, orderedLevels(column, target, rows));
  });
}

/** The levels in order; those without rows come last. */
function orderedLevels(column: Column, target: Target, rows: Uint32Array): string[] {
  const levels = [...(column.levels ?? [])];
  const width = target.task === "regression" ? 1 : target.classes.length;
  const codes = column.toNumbers();
  const count = new Float64Array(levels.length);
  const sums = levels.map(() => new Float64Array(width));
  for (const row of rows) {
    const code = codes[row];
    if (code !== code) continue;
    count[code]++;
    if (target.task === "regression") sums[code][0] += target.values[row];
    else sums[code][target.labels[row]]++;
  }
  const shares = sums.map((sum, code) => sum.map((value) => value / Math.max(1, count[code])));
  const axis = width === 1 ? [1] : width === 2 ? [0, 1] : principalAxis(shares, count);
  const place = shares.map((share, code) => {
    return count[code] === 0 ? Infinity : share.reduce((sum, value, c) => sum + value * axis[c], 0);
  });
  return levels
    .map((_, code) => code)
    .sort((a, b) => (place[a] === place[b] ? a - b : place[a] - place[b]))
    .map((code) => levels[code]);
}

const POWER_STEPS = 100;

/** The direction in which the weighted rows of `shares` vary most, by the power method; its largest entry is positive. */
function principalAxis(shares: readonly Float64Array[], weights: Float64Array): number[] {
  const width = shares[0]?.length ?? 0;
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const mean = Array.from({ length: width }, (_, c) => {
    return shares.reduce((sum, share, i) => sum + weights[i] * share[c], 0) / Math.max(1, total);
  });
  const centred = shares.map((share) => mean.map((value, c) => share[c] - value));
  let axis = mean.map((_, c) => 1 / (c + 1));
  for (let step = 0; step < POWER_STEPS; step++) {
    const turned = new Array<number>(width).fill(0);
    centred.forEach((line, i) => {
      const along = weights[i] * line.reduce((sum, value, c) => sum + value * axis[c], 0);
      for (let c = 0; c < width; c++) turned[c] += along * line[c];
    });
    const length = Math.sqrt(turned.reduce((sum, value) => sum + value * value, 0));
    if (length === 0) break;
    axis = turned.map((value) => value / length);
  }
  const largest = axis.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0);
  return largest < 0 ? axis.map((value) => -value) : axis;
}
