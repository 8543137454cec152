/** What is wrong with a problem as a whole, and what its user should know though nothing is wrong. */
import type { CheckedOptions } from "./check-options.js";
import type { Problem } from "./coding.js";
import { LOSS_CODES } from "./loss-codes.js";

/** Throws when the data do not go with the regularisers: a product of factors that are not negative is not negative. */
export function checkFactors({ matrix, columns }: Problem, { regularizerX, regularizerY }: CheckedOptions): void {
  if (regularizerX.name !== "nonNegative" || regularizerY.name !== "nonNegative") return;
  if (!columns.every(({ code }) => code === LOSS_CODES.quadratic)) return;
  const { data, rows, rowStride, offset } = matrix;
  if (data instanceof Uint8Array && columns.every(({ shift }) => shift === 0)) return;
  for (let i = 0; i < rows; i++) {
    for (const [j, { name, shift, scale }] of columns.entries()) {
      const cell = (data[offset + i * rowStride + j] - shift) * scale;
      if (!(cell < 0)) continue;
      const after = shift === 0 ? "" : " after the transform";
      throw new RangeError(
        `Expected cells of at least 0 with X and Y "nonNegative" but found ${cell} in row ${i} of "${name}"${after}`,
      );
    }
  }
}

/** Throws when sums over the cells pass what a number can hold: nothing computed from them would be true. */
export function checkSize({ matrix, squares }: Problem): void {
  if (Number.isFinite(squares)) return;
  const { data, rows, columns, rowStride, offset, names } = matrix;
  let [largest, row, column] = [0, 0, 0];
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const size = Math.abs(data[offset + i * rowStride + j]);
      if (size > largest) [largest, row, column] = [size, i, j];
    }
  }
  throw new RangeError(
    `Expected cells whose squares add up to a finite number but found ${largest} in row ${row} of "${names[column]}"`,
  );
}

/** Largest u whose eᵘ is a number. */
const MOST_EXPONENT = Math.log(Number.MAX_VALUE);

/** Cells that nobody observed may run away under a Poisson loss, whose values are eᵘ. */
export function fitWarnings(
  { columns, width, matrix }: Problem,
  k: number,
  x: Float64Array,
  y: Float64Array,
): string[] {
  let count = 0;
  for (const { first } of columns.filter(({ code }) => code === LOSS_CODES.poisson)) {
    for (let i = 0; i < matrix.rows; i++) {
      let u = 0;
      for (let c = 0; c < k; c++) u += x[i * k + c] * y[c * width + first];
      if (!(u <= MOST_EXPONENT)) count++;
    }
  }
  return count === 0
    ? []
    : [`${count} cells under the Poisson loss are reconstructed as Infinity; regularisers keep them small`];
}

function few(places: readonly (number | string)[]): string {
  return places.slice(0, 5).join(", ") + (places.length > 5 ? ", …" : "");
}

export function settingsWarnings(checked: CheckedOptions, { emptyRows, constant }: Problem): string[] {
  const { settings, regularizerX, regularizerY } = checked;
  const warnings: string[] = [];
  if (emptyRows.length > 0) {
    warnings.push(
      `${emptyRows.length} rows have no observed cell, so nothing says where they belong: ${few(emptyRows)}`,
    );
  }
  const empty = constant.filter(({ value }) => Number.isNaN(value)).map(({ name }) => name);
  if (empty.length > 0) warnings.push(`${empty.length} columns have no observed cell and are left out: ${few(empty)}`);
  const same = constant.filter(({ value }) => !Number.isNaN(value)).map(({ name }) => name);
  if (same.length > 0) {
    warnings.push(`${same.length} columns hold one value and are left out (see ignoreConstCols): ${few(same)}`);
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
    sides[side][1].name === "none" || (!sides[side][1].constraint && sides[side][2] === 0);
  if ((x && free(1)) || (y && free(0))) {
    warnings.push(
      "One side alone is regularised: its penalty can be made as small as you like by scaling, so the fit has no minimum",
    );
  }
  return warnings;
}
