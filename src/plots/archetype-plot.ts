/** A model's representation (rows × k) to charts in the plane of two archetypes: every record, or each class's centroid. */
import { encodeUint8, rangeOf } from "../display/encode.js";
import type { Figure } from "../display/figure.js";
import { groupsOf, type Labels } from "../display/groups.js";
import type { ScatterPayload } from "../display/payload.js";
import { centroidsOf, checkLabelCount, encodePositions, namesOf, scatterPlot } from "../display/scatter-plot.js";
import { scatterFigure } from "../display/scatter.js";
import { checkOptionNames, shown } from "../frame/check-values.js";
import type { Frame } from "../frame/frame.js";

/** A fitted model, or any frame with two columns of numbers. */
export type Representation = Frame | { readonly representation: Frame };

export interface ArchetypePlotOptions {
  /** The class of each row: a column or an array of numbers or texts. */
  label?: Labels;
  /** What integer labels 0, 1, ... are called. */
  names?: readonly string[];
  /** The columns drawn. Default: the first two. */
  x?: string;
  y?: string;
  /** How a record is drawn: its class's number (default), a dot, or a dot with its label beside it, of at most 500 records. */
  mark?: "groupMark" | "dot" | "label";
  /** Default: what the axes are. */
  title?: string;
}

export interface CentroidPlotOptions extends Omit<ArchetypePlotOptions, "label" | "mark"> {
  label: Labels;
}

const PLANE_OPTIONS = ["label", "names", "x", "y", "title"];
const MARKS: readonly unknown[] = ["groupMark", "dot", "label"];

/**
 * Draws every record in the plane of two archetypes, coloured by class and marked with the class's number.
 *
 * ```ts
 * archetypePlot(model, { label: fashion.column("label"), names: classNames });
 * archetypePlot(pca, { label: arrests.column("State"), mark: "label" }); // each record with its own name
 * ```
 */
export function archetypePlot(model: Representation, options: ArchetypePlotOptions = {}): Figure<ScatterPayload> {
  checkOptions("archetypePlot", options, [...PLANE_OPTIONS, "mark"]);
  const { x, y, xLabel, yLabel, note } = planeOf(model, options);
  const { label, names, mark = "groupMark", title = `Records by ${xLabel} and ${yLabel}` } = options;
  return scatterPlot({ x, y }, { label, names, mark, title, xLabel, yLabel, note });
}

/**
 * Draws the mean of each class in the plane of two archetypes, with the class's name beside it.
 *
 * ```ts
 * centroidPlot(model, { label: fashion.column("label"), names: classNames });
 * ```
 */
export function centroidPlot(model: Representation, options: CentroidPlotOptions): Figure<ScatterPayload> {
  checkOptions("centroidPlot", options, PLANE_OPTIONS);
  if (options.label === undefined) {
    throw new TypeError("Expected label to say the class of each row but found undefined");
  }
  const { x, y, xLabel, yLabel, note } = planeOf(model, options);
  const groups = groupsOf(options.label, options.names);
  checkLabelCount(groups.group.length, x.length);
  const centroids = centroidsOf(x, y, groups);
  const means = { x: centroids.map((centroid) => centroid.x), y: centroids.map((centroid) => centroid.y) };
  const [xRange, yRange] = [rangeOf(means.x), rangeOf(means.y)];
  return scatterFigure({
    title: options.title ?? `Class centroids by ${xLabel} and ${yLabel}`,
    xLabel,
    yLabel,
    count: centroids.length,
    xRange,
    yRange,
    positions: encodePositions(means, xRange, yRange),
    group: encodeUint8(Uint8Array.from(centroids, ({ group }) => group)),
    ...namesOf(groups),
    mark: "label",
    labels: centroids.map(({ group }) => groups.groupNames[group]),
    ...(note === undefined ? {} : { note }),
  });
}

interface Plane {
  x: Float64Array;
  y: Float64Array;
  xLabel: string;
  yLabel: string;
  note: string | undefined;
}

function checkOptions(caller: string, options: ArchetypePlotOptions, known: readonly string[]): void {
  checkOptionNames(caller, options, known, '{ label: frame.column("label") }');
  const { label, names, mark } = options as Record<keyof ArchetypePlotOptions, unknown>;
  // A text is a list of its letters.
  const isList =
    typeof label === "object" && typeof (label as Partial<Iterable<unknown>>)[Symbol.iterator] === "function";
  if (label !== undefined && !isList) {
    throw new TypeError(
      `Expected label to be a column or a list, e.g. frame.column("label"), but found ${shown(label)}`,
    );
  }
  if (names !== undefined && !Array.isArray(names)) {
    throw new TypeError(`Expected names to be a list of texts but found ${shown(names)}`);
  }
  if (mark !== undefined && !MARKS.includes(mark)) {
    throw new RangeError(`Expected mark to be "groupMark", "dot" or "label" but found ${shown(mark)}`);
  }
}

/** The columns that are drawn; throws unless both hold numbers. */
function planeOf(model: Representation, options: { x?: string; y?: string }): Plane {
  const frame = (model as { representation?: Frame } | null | undefined)?.representation ?? (model as Frame | null);
  if (typeof frame?.column !== "function" || !Array.isArray(frame.columnNames)) {
    throw new TypeError(`Expected a model with a representation, or a Frame, but found ${shown(model)}`);
  }
  const names = frame.columnNames;
  if (names.length < 2 && (options.x === undefined || options.y === undefined)) {
    throw new RangeError(`Expected at least 2 columns to draw but found ${names.length}: ${names.join(", ")}`);
  }
  const { x: xLabel = names[0], y: yLabel = names[1] } = options;
  for (const name of [xLabel, yLabel]) {
    const { kind } = frame.column(name);
    if (kind !== "number") throw new TypeError(`Expected column "${name}" to hold numbers but found ${kind}`);
  }
  return {
    x: frame.column(xLabel).toNumbers(),
    y: frame.column(yLabel).toNumbers(),
    xLabel,
    yLabel,
    note: frame.note,
  };
}
