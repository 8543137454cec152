/** Payloads to the names of their pictures, which a screen reader says in place of them. */
import { formatCountOf } from "../../../src/display/format.js";
import type { LinesPayload, RasterPayload, ScatterPayload } from "../../../src/display/payload.js";
import { readPoints, valueOf } from "./scatter-points.js";

/** How many captions, or names of points, are said. */
const MOST_NAMES = 10;

/** "Objective. objective over iteration: here (3 points, 98 to 26), there (1 point, 4)"; a gap has no value. */
export function linesWords({ title, xLabel, yLabel, series }: LinesPayload): string {
  const curves = series.map(({ name, x, y }) => {
    const values = y.filter(Number.isFinite);
    const ends = [...new Set([...values.slice(0, 1), ...values.slice(-1)])].map(short).join(" to ");
    const points = formatCountOf(x.length, "point") + (ends === "" ? "" : `, ${ends}`);
    return name === "" ? points : `${name} (${points})`;
  });
  return `${sentence(title)}${yLabel} over ${xLabel}: ${curves.join(", ")}`;
}

/** "2 pictures of 28 by 28 pixels: Bag, Coat". */
export function rasterWords({ title, width, height, captions }: RasterPayload): string {
  const named = captions.filter((caption) => caption !== "");
  return `${sentence(title)}${formatCountOf(captions.length, "picture")} of ${width} by ${height} pixels${firstOf(named)}`;
}

/** "Scatter plot of 60,000 points in 10 groups, Arch1 across, Arch2 up"; named points with their places. */
export function scatterWords(payload: ScatterPayload): string {
  const { title, count, group, groupNames = [], xLabel, yLabel } = payload;
  const groups = group === undefined ? "" : ` in ${formatCountOf(groupNames.length, "group")}`;
  const words = `Scatter plot of ${formatCountOf(count, "point")}${groups}, ${xLabel} across, ${yLabel} up`;
  return `${sentence(title)}${words}${payload.mark === "label" ? firstOf(placesOf(payload)) : ""}`;
}

/** "Murder (1.78, -1.1)", for the points that are said. */
function placesOf(payload: ScatterPayload): string[] {
  const points = readPoints(payload);
  const place = (i: number): string => `${short(valueOf(points, i, 0))}, ${short(valueOf(points, i, 1))}`;
  return (payload.labels ?? []).map((label, i) => (i < MOST_NAMES ? `${label} (${place(i)})` : label));
}

function firstOf(names: readonly string[]): string {
  if (names.length === 0) return "";
  return `: ${names.slice(0, MOST_NAMES).join(", ")}${names.length > MOST_NAMES ? ", …" : ""}`;
}

function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}

function sentence(title: string): string {
  return title === "" ? "" : `${title}. `;
}
