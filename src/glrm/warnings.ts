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

export function settingsWarnings(checked: CheckedOptions, { emptyRows }: Problem): string[] {
  const { settings, regularizerX, regularizerY } = checked;
  const warnings: string[] = [];
  if (emptyRows.length > 0) {
    const named = emptyRows.slice(0, 5).join(", ") + (emptyRows.length > 5 ? ", …" : "");
    warnings.push(`${emptyRows.length} rows have no observed cell, so nothing says where they belong: ${named}`);
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
