/** Points given as arrays, with a label each, to a figure: quantised, grouped and coloured. */
import { encodeUint16, encodeUint8, quantize, rangeOf } from "./encode.js";
import type { Figure } from "./figure.js";
import { formatCountOf, joinNotes } from "./format.js";
import { groupsOf, type Groups, type Labels, textsOf } from "./groups.js";
import type { ScatterPayload } from "./payload.js";
import { isPlaceable } from "./scale.js";
import { scatterFigure } from "./scatter.js";

export interface ScatterPoints {
  x: ArrayLike<number>;
  y: ArrayLike<number>;
}

export interface ScatterPlotOptions {
  /** The class of each point: a column or an array of numbers or texts. Without it all points look alike. */
  label?: Labels;
  /** What integer labels 0, 1, ... are called. */
  names?: readonly string[];
  /** How a point is drawn: a dot (default), its class's number, or a dot with its label beside it, of at most 500 points. */
  mark?: "dot" | "groupMark" | "label";
  /** Writes each class's name at the mean of its points. Default false. */
  centroids?: boolean;
  /** Default: none. */
  title?: string;
  /** Default "x" and "y". */
  xLabel?: string;
  yLabel?: string;
  /** Said under the chart. */
  note?: string;
}

/** More texts than these find no place beside their points. */
const MOST_TEXTS = 500;

/**
 * Draws points in the plane, coloured by their label. Points with a coordinate that is missing, or beyond ±1e300, are left
 * out, and counted in the note.
 *
 * ```ts
 * scatterPlot({ x: [1, 2, 3], y: [3, 1, 2] }, { label: [0, 1, 1], names: ["setosa", "virginica"] });
 * ```
 */
export function scatterPlot({ x, y }: ScatterPoints, options: ScatterPlotOptions = {}): Figure<ScatterPayload> {
  const { names, mark = "dot", title = "", xLabel = "x", yLabel = "y" } = options;
  if (x.length !== y.length) {
    throw new RangeError(`Expected x and y to be equally long but found ${x.length} and ${y.length}`);
  }
  const { label } = options;
  const texts = label === undefined || mark !== "label" ? undefined : textsOf(label, names);
  const groups = label === undefined || mark === "label" ? undefined : groupsOf(label, names);
  if (label !== undefined) checkLabelCount((texts ?? groups!.group).length, x.length);
  if (texts !== undefined && texts.length > MOST_TEXTS) {
    throw new RangeError(
      `Expected at most ${MOST_TEXTS} points with mark "label" but found ${texts.length}; take "groupMark" or "dot"`,
    );
  }
  const kept = placedPoints(x, y);
  const left = x.length - kept.length;
  const note = joinNotes(
    left === 0 ? undefined : `${formatCountOf(left, "point")} without a place left out.`,
    options.note,
  );
  const [keptX, keptY] = [pick(x, kept), pick(y, kept)];
  const [xRange, yRange] = [rangeOf(keptX), rangeOf(keptY)];
  return scatterFigure({
    title,
    xLabel,
    yLabel,
    count: kept.length,
    xRange,
    yRange,
    positions: encodePositions({ x: keptX, y: keptY }, xRange, yRange),
    mark: label === undefined ? "dot" : mark,
    ...(texts && { labels: Array.from(kept, (point) => texts[point]) }),
    ...(groups && { group: encodeUint8(Uint8Array.from(kept, (point) => groups.group[point])) }),
    ...(groups && namesOf(groups)),
    ...(groups && options.centroids === true && { centroids: centroidsOf(x, y, groups) }),
    ...(note === undefined ? {} : { note }),
  });
}

/** Throws unless there is one label for each point. */
export function checkLabelCount(labels: number, points: number): void {
  if (labels !== points) {
    throw new RangeError(`Expected label to have one value for each of the ${points} rows but found ${labels}`);
  }
}

/** Means over the points that have a place, of the groups that have such points. */
export function centroidsOf(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  { group, groupNames }: Groups,
): { group: number; x: number; y: number }[] {
  const sums = groupNames.map((_, index) => ({ group: index, x: 0, y: 0, count: 0 }));
  for (let point = 0; point < x.length; point++) {
    if (!isPlaceable(x[point]) || !isPlaceable(y[point])) continue;
    const sum = sums[group[point]];
    sum.x += x[point];
    sum.y += y[point];
    sum.count++;
  }
  return sums.filter(({ count }) => count > 0).map(({ group, x, y, count }) => ({ group, x: x / count, y: y / count }));
}

/** What a payload says of the groups, apart from who is in them. */
export function namesOf({ group: _, ...names }: Groups): Omit<Groups, "group"> {
  return names;
}

/** The points both of whose coordinates have a place on an axis. */
function placedPoints(x: ArrayLike<number>, y: ArrayLike<number>): Uint32Array {
  const kept = new Uint32Array(x.length);
  let count = 0;
  for (let i = 0; i < x.length; i++) if (isPlaceable(x[i]) && isPlaceable(y[i])) kept[count++] = i;
  return kept.slice(0, count);
}

function pick(values: ArrayLike<number>, kept: Uint32Array): Float64Array {
  return Float64Array.from(kept, (point) => values[point]);
}

/** The positions of a `ScatterPayload`. */
export function encodePositions({ x, y }: ScatterPoints, xRange: [number, number], yRange: [number, number]): string {
  const [across, up] = [quantize(x, xRange), quantize(y, yRange)];
  const both = new Uint16Array(2 * x.length);
  for (let i = 0; i < x.length; i++) {
    both[2 * i] = across[i];
    both[2 * i + 1] = up[i];
  }
  return encodeUint16(both);
}
