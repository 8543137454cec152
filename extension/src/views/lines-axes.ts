/** Curves to what their axes need beside the data: ticks on logarithmic axes, and how much such axes cannot show. */
import type { LinesPayload } from "../../../src/display/payload.js";
import { isPlaceable, scaleOver } from "../../../src/display/scale.js";

/** Most ticks that are written one by one. */
const MOST_TICKS = 12;

/**
 * On a logarithmic axis with few places (k = 2, 4, 8, …) a tick at each place, since powers of ten would name none of
 * them; on a linear one over few whole numbers a tick at each, since there is no iteration 1.5; elsewhere Plotly's ticks,
 * on logarithmic axes each with its whole number ("2e+11", not "2").
 */
export function tickValues(scale: "linear" | "log", places: (readonly (number | null)[])[] = []): object {
  if (scale === "linear") return isShortCount(places.flat()) ? { tick0: 0, dtick: 1 } : {};
  const distinct = [...new Set(places.flat())].filter((place) => place !== null && place > 0) as number[];
  if (distinct.length === 0 || distinct.length > MOST_TICKS) return { tickformat: ",~g" };
  return { tickmode: "array", tickvals: distinct, ticktext: distinct.map(String) };
}

function isShortCount(places: (number | null)[]): boolean {
  const numbers = places.filter((place) => place !== null);
  if (numbers.length === 0 || !numbers.every(Number.isInteger)) return false;
  const least = numbers.reduce((one, other) => Math.min(one, other));
  return numbers.every((place) => place - least < MOST_TICKS);
}

/**
 * The range of a linear axis all of whose values are one, such as a fit that was stopped at its start: as on the drawn
 * pages. Plotly's own is one to either side, whose ticks beside 90,133,970 need nine digits.
 */
export function rangeOfOne(scale: "linear" | "log", places: readonly (readonly (number | null)[])[]): object {
  const numbers = places.flat().filter((place) => place !== null && isPlaceable(place)) as number[];
  if (scale === "log" || numbers.length === 0 || numbers.some((place) => place !== numbers[0])) return {};
  return { range: [...scaleOver(numbers, "linear", 1).range] };
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
