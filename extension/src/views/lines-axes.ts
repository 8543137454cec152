/** Curves to what their axes need beside the data: ticks on logarithmic axes, and how much such axes cannot show. */
import type { LinesPayload } from "../../../src/display/payload.js";

/** Most ticks that are written one by one. */
const MOST_TICKS = 12;

/**
 * On a logarithmic axis with few places (k = 2, 4, 8, …) a tick at each place, since powers of ten would name none of
 * them; elsewhere Plotly's ticks, each with its whole number ("2e+11", not "2").
 */
export function tickValues(scale: "linear" | "log", places: (readonly (number | null)[])[] = []): object {
  if (scale === "linear") return {};
  const distinct = [...new Set(places.flat())].filter((place) => place !== null && place > 0) as number[];
  if (distinct.length === 0 || distinct.length > MOST_TICKS) return { tickformat: "~g" };
  return { tickmode: "array", tickvals: distinct, ticktext: distinct.map(String) };
}

/** How many points lie at 0 or below on a logarithmic axis. */
export function lostOnLogAxes({ series, xScale, yScale }: LinesPayload): number {
  let lost = 0;
  for (const { x, y } of series) {
    for (let index = 0; index < x.length; index++) {
      if ((xScale === "log" && x[index] <= 0) || (yScale === "log" && y[index] <= 0)) lost++;
    }
  }
  return lost;
}
