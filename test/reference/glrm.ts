/** The objective of a GLRM by its definition, cell by cell, from the frames that a model shows. */
import type { Frame } from "#src/frame/frame.js";
import type { Loss } from "#src/glrm/losses.js";
import type { GlrmModel } from "#src/glrm/model.js";
import { REGULARIZERS, type RegularizerName } from "#src/glrm/regularizers.js";

/** For frames of numbers without a transform, and one loss for all columns. */
export function slowGlrmObjective(frame: Frame, model: GlrmModel, loss: Loss): number {
  const { representation, archetypes, options } = model;
  const x = representation.objects().map((row) => Object.values(row) as number[]);
  let total = 0;
  for (const name of archetypes.columnNames) {
    const y = [...archetypes.column(name)] as number[];
    const cells = [...frame.column(name)] as number[];
    cells.forEach((cell, i) => {
      if (!Number.isNaN(cell)) {
        total += loss.value(
          x[i].reduce((sum, value, c) => sum + value * y[c], 0),
          cell,
        );
      }
    });
    total += penalty(options.regularizationY, options.gammaY, y);
  }
  for (const row of x) total += penalty(options.regularizationX, options.gammaX, row);
  return total;
}

function penalty(name: string, gamma: number, vector: number[]): number {
  const regularizer = REGULARIZERS[name as RegularizerName];
  return regularizer.constraint ? 0 : gamma * regularizer.value(Float64Array.from(vector));
}
