/** A low rank model's archetypes (k × columns) to a chart of columns: which go together, which apart. */
import { rangeOf } from "../display/encode.js";
import type { Figure } from "../display/figure.js";
import { formatCount, formatCountOf, joinNotes } from "../display/format.js";
import type { ScatterPayload } from "../display/payload.js";
import { encodePositions } from "../display/scatter-plot.js";
import { scatterFigure } from "../display/scatter.js";
import { checkChoice, checkFrame, checkOptionNames, checkWhole, shown } from "../frame/check-values.js";
import type { Frame } from "../frame/frame.js";

export interface LoadingPlotOptions {
  /** The archetypes that are the axes. Default: "Arch1" and "Arch2". */
  x?: string;
  y?: string;
  /** How many columns are drawn: those farthest from the origin. Default 20. */
  most?: number;
  /** Default: what the axes are. */
  title?: string;
}

/**
 * Draws each column of the archetypes (each level of a category) at its weights in two of them. Columns in the same direction
 * rise together, opposite ones against each other, those near the origin have little part. A name that would only lie on
 * names of larger weights is left out; in JupyterLab the pointer tells it.
 *
 * ```ts
 * loadingPlot(model);
 * ```
 */
export function loadingPlot(
  model: { readonly archetypes: Frame; readonly representation: Frame },
  options: LoadingPlotOptions = {},
): Figure<ScatterPayload> {
  checkOptionNames("loadingPlot", options, ["x", "y", "most", "title"], '{ x: "Arch1", y: "Arch2" }');
  const { archetypes, representation } = (model ?? {}) as Partial<typeof model>;
  if (archetypes === undefined || representation === undefined) {
    throw new TypeError(`Expected a low rank model but found ${shown(model)}`);
  }
  checkFrame("archetypes", archetypes);
  const names = representation.columnNames;
  if (names.length < 2) throw new RangeError(`Expected a model of at least 2 archetypes but found ${names.length}`);
  const { x = names[0], y = names[1], most = 20, title = `Columns by ${x} and ${y}` } = options;
  checkChoice("x", x, names);
  checkChoice("y", y, names);
  checkWhole("most", most, 1);
  const [across, up] = [names.indexOf(x), names.indexOf(y)];
  const columns = archetypes.columnNames.map((name) => {
    const weights = archetypes.column(name).toNumbers();
    return { name, x: weights[across], y: weights[up] };
  });
  const drawn = [...columns].sort((one, other) => Math.hypot(other.x, other.y) - Math.hypot(one.x, one.y));
  drawn.length = Math.min(most, drawn.length);
  const points = { x: drawn.map((column) => column.x), y: drawn.map((column) => column.y) };
  // The origin is what directions are seen from.
  const [xRange, yRange] = [rangeOf([0, ...points.x]), rangeOf([0, ...points.y])];
  const left = columns.length - drawn.length;
  const note = joinNotes(
    left === 0
      ? undefined
      : `The ${formatCount(drawn.length)} of ${formatCountOf(columns.length, "column")} with the largest weights.`,
    archetypes.note,
  );
  return scatterFigure({
    title,
    xLabel: x,
    yLabel: y,
    count: drawn.length,
    xRange,
    yRange,
    positions: encodePositions(points, xRange, yRange),
    mark: "label",
    labels: drawn.map(({ name }) => name),
    ...(note === undefined ? {} : { note }),
  });
}
