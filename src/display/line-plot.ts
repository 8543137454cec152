/** Curves given as arrays to a figure; thin over `linesFigure`. */
import type { Figure } from "./figure.js";
import { linesFigure } from "./lines.js";
import type { LinesPayload } from "./payload.js";

export interface LineSeries {
  /** Said in the legend; "" or absent when there is one curve. */
  name?: string;
  x: ArrayLike<number>;
  y: ArrayLike<number>;
}

export interface LinePlotOptions {
  /** Default: none. */
  title?: string;
  /** Default "x" and "y". */
  xLabel?: string;
  yLabel?: string;
  /** Default "linear". A logarithmic axis takes positive values only. */
  xScale?: "linear" | "log";
  yScale?: "linear" | "log";
  /** Said under the chart. */
  note?: string;
}

/**
 * Draws y against x, as one curve or several.
 *
 * ```ts
 * linePlot({ x: [1, 2, 3], y: [9, 4, 1] }, { title: "Objective", xLabel: "iteration", yLabel: "objective" });
 * ```
 */
export function linePlot(
  series: LineSeries | readonly LineSeries[],
  options: LinePlotOptions = {},
): Figure<LinesPayload> {
  const { title = "", xLabel = "x", yLabel = "y", xScale = "linear", yScale = "linear", note } = options;
  const curves = (Array.isArray(series) ? series : [series]) as readonly LineSeries[];
  for (const { name = "", x, y } of curves) {
    const whose = name === "" ? "" : ` of "${name}"`;
    if (x.length !== y.length) {
      throw new RangeError(`Expected x and y${whose} to be equally long but found ${x.length} and ${y.length}`);
    }
    if (xScale === "log") checkPositive(`x${whose}`, x);
    if (yScale === "log") checkPositive(`y${whose}`, y);
  }
  return linesFigure({
    title,
    xLabel,
    yLabel,
    xScale,
    yScale,
    series: curves.map(({ name = "", x, y }) => ({ name, x: Array.from(x), y: Array.from(y) })),
    ...(note === undefined ? {} : { note }),
  });
}

function checkPositive(what: string, values: ArrayLike<number>): void {
  for (let i = 0; i < values.length; i++) {
    if (values[i] <= 0) {
      throw new RangeError(`Expected ${what} to be positive on a logarithmic axis but found ${values[i]} at ${i}`);
    }
  }
}
