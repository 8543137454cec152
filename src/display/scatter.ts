/** Points in the plane (`ScatterPayload`) to a MIME bundle: the payload, a PNG, one line of text. */
import { drawAxes, layOut, xOf, yOf, type ChartFrame, type ChartLayout } from "./axes.js";
import { dequantize } from "./encode.js";
import { formatCountOf } from "./format.js";
import { Figure } from "./figure.js";
import type { MimeBundle } from "./host.js";
import { drawLabels } from "./labels.js";
import { drawLegend, legendWidth, type LegendEntry } from "./legend.js";
import { createPage, font, pageBundle, type Page, type Pen } from "./page.js";
import { classColor, pageColors } from "./palette.js";
import { decodeUint16, decodeUint8, SCATTER_MIME, type ScatterPayload } from "./payload.js";
import { scaleOver } from "./scale.js";

/** Points in the plane, as a figure. */
export function scatterFigure(payload: ScatterPayload): Figure<ScatterPayload> {
  return new Figure(payload, { kind: "scatter", bundle: scatterBundle, text: scatterText });
}

export function scatterBundle(payload: ScatterPayload): MimeBundle {
  return pageBundle(SCATTER_MIME, payload, drawScatter(payload), scatterText(payload));
}

/** "[60,000 points: Arch1 from -2 to 3 by Arch2 from 0 to 1, coloured by 10 groups: Bag, …]". */
export function scatterText(payload: ScatterPayload): string {
  const { title, count, xLabel, yLabel, xRange, yRange, groupNames = [], labels = [], note } = payload;
  const axis = (label: string, range: [number, number]): string =>
    `${label} from ${range.map((end) => Number(end.toPrecision(4))).join(" to ")}`;
  const names = payload.mark === "label" ? labels : groupNames;
  const listed = names.slice(0, 10).join(", ") + (names.length > 10 ? ", …" : "");
  const parts = [
    `${title === "" ? "" : `${title}: `}${formatCountOf(count, "point")}, ${axis(xLabel, xRange)}, ${axis(yLabel, yRange)}`,
    ...(names.length === 0 ? [] : [listed]),
  ];
  return `[${parts.join(": ")}]${note ? `\n${note}` : ""}`;
}

const WIDTH = 680;
const HEIGHT = 460;
/** Past so many points a picture is noise to the compressor; fewer pixels keep notebooks small. */
const DENSE = 5000;

function drawScatter(payload: ScatterPayload): Page {
  const measuring = createPage(1, 1).pen;
  const entries = legendOf(payload);
  const frame: ChartFrame = {
    ...payload,
    xScale: scaleOver(payload.xRange, "linear", 7),
    yScale: scaleOver(payload.yRange, "linear", 6),
    width: WIDTH,
    legendWidth: legendWidth(measuring, entries),
    plotHeight: HEIGHT,
  };
  const layout = layOut(measuring, frame);
  const page = createPage(WIDTH, layout.height, payload.count > DENSE ? 1.5 : 2);
  const { pen } = page;
  drawAxes(pen, frame, layout);
  const points = pointsOf(payload, frame, layout);
  if (payload.mark === "groupMark") drawMarks(pen, points, payload.groupMarks ?? []);
  else if (payload.mark === "label") drawLabels(pen, points, payload.labels ?? [], layout);
  else drawDots(pen, points);
  drawCentroids(pen, payload, frame, layout);
  drawLegend(pen, entries, layout.right, layout.top);
  return page;
}

/** The groups' names at their centroids. */
function drawCentroids(pen: Pen, payload: ScatterPayload, frame: ChartFrame, layout: ChartLayout): void {
  const { centroids = [], groupNames = [] } = payload;
  const points: Points = {
    x: Float64Array.from(centroids, ({ x }) => xOf(layout, frame.xScale, x)),
    y: Float64Array.from(centroids, ({ y }) => yOf(layout, frame.yScale, y)),
    group: Uint8Array.from(centroids, ({ group }) => group),
    missing: payload.missingGroup,
  };
  const labels = centroids.map(({ group }) => groupNames[group]);
  drawLabels(pen, points, labels, layout);
}

/** Places on the page, and the group of each point (0 without groups). */
export interface Points {
  x: Float64Array;
  y: Float64Array;
  group: Uint8Array;
  /** The group of no class. */
  missing?: number;
}

function pointsOf(payload: ScatterPayload, frame: ChartFrame, layout: ChartLayout): Points {
  const positions = decodeUint16(payload.positions);
  const { count, xRange, yRange } = payload;
  const x = new Float64Array(count);
  const y = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    x[i] = xOf(layout, frame.xScale, dequantize(positions[2 * i], xRange));
    y[i] = yOf(layout, frame.yScale, dequantize(positions[2 * i + 1], yRange));
  }
  const group = payload.group === undefined ? new Uint8Array(count) : decodeUint8(payload.group);
  return { x, y, group, missing: payload.missingGroup };
}

/** Points that carry their own label need no legend. */
function legendOf({ mark, groupNames = [], groupMarks = [], missingGroup }: ScatterPayload): LegendEntry[] {
  if (mark === "label") return [];
  return groupNames.map((name, group) => ({
    name: mark === "groupMark" && name === groupMarks[group] ? "" : name,
    color: classColor(group, missingGroup),
    ...(mark === "groupMark" ? { mark: groupMarks[group] ?? "" } : {}),
  }));
}

function drawDots(pen: Pen, { x, y, group, missing }: Points): void {
  const radius = between(1.1, 9 / x.length ** 0.2, 4);
  pen.globalAlpha = between(0.3, 3 / x.length ** 0.2, 0.85);
  for (let i = 0; i < x.length; i++) {
    pen.fillStyle = classColor(group[i], missing);
    pen.beginPath();
    pen.arc(x[i], y[i], radius, 0, 2 * Math.PI);
    pen.fill();
  }
  pen.globalAlpha = 1;
}

function drawMarks(pen: Pen, { x, y, group, missing }: Points, marks: string[]): void {
  pen.font = font(between(6.5, 40 / x.length ** 0.16, 13), 600);
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.globalAlpha = between(0.45, 3.5 / x.length ** 0.2, 0.9);
  for (let i = 0; i < x.length; i++) {
    pen.fillStyle = classColor(group[i], missing);
    pen.fillText(marks[group[i]] ?? "", x[i], y[i]);
  }
  pen.globalAlpha = 1;
  pen.fillStyle = pageColors.ink;
}

function between(least: number, value: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
