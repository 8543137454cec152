/** What is wrong with a problem as a whole, and what its user should know though nothing is wrong. */
import { firstFew } from "../frame/check-values.js";
import { breather } from "../workers/breathe.js";
import type { CheckedOptions } from "./check-options.js";
import { findRow } from "./find-cell.js";
import { allQuadratic } from "./is-plain.js";
import type { Problem } from "./coding.js";
import { LOSS_CODES } from "./loss-codes.js";
import type { RegularizerName } from "./regularizers.js";
import type { Solution } from "./solution.js";

/** Throws when the data do not go with the regularisers: a product of factors that are not negative is not negative. */
export function checkFactors({ matrix, columns, smallest }: Problem, checked: CheckedOptions): void {
  const { settings, regularizerX, regularizerY } = checked;
  if (regularizerX.name !== "nonNegative" || regularizerY.name !== "nonNegative") return;
  // H2O's rule leaves out a constraint of no weight.
  if (settings.solver === "h2o" && Math.min(settings.gammaX, settings.gammaY) === 0) return;
  if (!allQuadratic(columns)) return;
  const j = columns.findIndex(({ shift, scale }, column) => (smallest[column] - shift) * scale < 0);
  if (j < 0) return;
  const { name, shift, scale } = columns[j];
  const row = findRow(matrix, j, (cell) => cell === smallest[j]);
  const after = shift === 0 ? "" : " after the transform";
  throw new RangeError(
    `Expected cells of at least 0 with X and Y "nonNegative" but found ${(smallest[j] - shift) * scale} ` +
      `in row ${row} of "${name}"${after}`,
  );
}

/** What a vector keeps to at any size. */
const SCALABLE: readonly string[] = ["none", "nonNegative", "oneSparse"] satisfies RegularizerName[];

export function settingsWarnings(checked: CheckedOptions, { emptyRows, constant }: Problem): string[] {
  const { settings, regularizerX, regularizerY } = checked;
  const warnings: string[] = [];
  const empty = constant.filter(({ value }) => Number.isNaN(value));
  const single = constant.filter(({ value }) => !Number.isNaN(value));
  for (const [left, what] of [
    [empty, "without any value"],
    [single, "of a single value"],
  ] as const) {
    if (left.length === 0) continue;
    const count = left.length === 1 ? "1 column" : `${left.length} columns`;
    const names = firstFew(left.map(({ name }) => JSON.stringify(name)));
    warnings.push(`${count} ${what} left out of the model, because ignoreConstCols is true: ${names}`);
  }
  if (emptyRows.length > 0) {
    const named = firstFew(emptyRows);
    const rows = emptyRows.length === 1 ? "1 row has" : `${emptyRows.length} rows have`;
    const they = emptyRows.length === 1 ? "it belongs" : "they belong";
    warnings.push(`${rows} no observed cell, so nothing says where ${they}: ${named}`);
  }
  const sides = [
    ["X", regularizerX, settings.gammaX],
    ["Y", regularizerY, settings.gammaY],
  ] as const;
  for (const [side, regularizer, gamma] of sides) {
    const { name } = regularizer;
    if (name === "none") {
      if (gamma > 0) warnings.push(`gamma${side} = ${gamma} does nothing, because regularization${side} is "none"`);
    } else if (gamma === 0 && (!regularizer.constraint || settings.solver === "h2o")) {
      warnings.push(`regularization${side} "${name}" is inactive, because gamma${side} is 0`);
    }
  }
  const [x, y] = sides.map(([, { name, constraint }, gamma]) => name !== "none" && !constraint && gamma > 0);
  const free = (side: number): boolean =>
    SCALABLE.includes(sides[side][1].name) || (!sides[side][1].constraint && sides[side][2] === 0);
  if ((x && free(1)) || (y && free(0))) {
    warnings.push(
      "One side alone is regularised: its penalty can be made as small as you like by scaling, so the fit has no minimum",
    );
  }
  return warnings;
}

/** ln of the largest number: eᵘ is Infinity above it. */
const LARGEST_EXPONENT = Math.log(Number.MAX_VALUE);

/** Counts that the model would fill in with Infinity. */
export async function overflowWarnings(
  { matrix, columns, width }: Problem,
  { x, y }: Solution,
  k: number,
  signal: AbortSignal | undefined,
): Promise<string[]> {
  const breathe = breather(signal);
  const norm = (entry: (c: number) => number): number => {
    let sum = 0;
    for (let c = 0; c < k; c++) sum += entry(c) ** 2;
    return Math.sqrt(sum);
  };
  let largest: number | undefined;
  let cells = 0;
  const names: string[] = [];
  for (const { name, code, first } of columns) {
    if (code !== LOSS_CODES.poisson) continue;
    largest ??= Array.from({ length: matrix.rows }, (_, i) => norm((c) => x[i * k + c])).reduce((a, b) =>
      Math.max(a, b),
    );
    // |x·y| ≤ ‖x‖ ‖y‖: most columns need no look at their rows.
    if (largest * norm((c) => y[c * width + first]) <= LARGEST_EXPONENT) continue;
    await breathe();
    const before = cells;
    for (let i = 0; i < matrix.rows; i++) {
      let u = 0;
      for (let c = 0; c < k; c++) u += x[i * k + c] * y[c * width + first];
      if (u > LARGEST_EXPONENT) cells++;
    }
    if (cells > before) names.push(JSON.stringify(name));
  }
  if (cells === 0) return [];
  return [
    `Under loss "poisson" e^(x·y) overflows in ${cells} cells, which the model fills in with Infinity ` +
      `(regularise, or take a smaller k): columns ${firstFew(names)}`,
  ];
}
