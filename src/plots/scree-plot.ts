/** How much of the data each archetype explains, and all up to it: a low rank model's importance as curves. */
import type { Figure } from "../display/figure.js";
import { linesFigure } from "../display/lines.js";
import type { LinesPayload } from "../display/payload.js";
import { shown } from "../frame/check-values.js";
import type { Frame } from "../frame/frame.js";

/**
 * Draws the share of variance of each component, and their sum so far: `model.importance`.
 *
 * ```ts
 * screePlot(model);
 * ```
 */
export function screePlot(model: { readonly importance: Frame }): Figure<LinesPayload> {
  const { importance } = (model ?? {}) as Partial<typeof model>;
  if (importance?.columnNames.includes("cumulativeProportion") !== true) {
    throw new TypeError(`Expected a low rank model but found ${shown(model)}`);
  }
  const x = Array.from({ length: importance.rowCount }, (_, i) => i + 1);
  const share = importance.column("proportionOfVariance").toNumbers();
  const sum = importance.column("cumulativeProportion").toNumbers();
  return linesFigure({
    title: "Share of variance by component",
    xLabel: "component",
    yLabel: "share of variance",
    xScale: "linear",
    yScale: "linear",
    fromZero: true,
    series: [
      { name: "each", x, y: [...share] },
      { name: "so far", x, y: [...sum] },
    ],
    note: importance.note,
  });
}
