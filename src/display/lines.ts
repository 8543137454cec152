/** Curves over a numeric axis (`LinesPayload`) to a MIME bundle: the payload, a PNG, one line of text. */
import { drawAxes, layOut, xOf, yOf, type ChartFrame } from "./axes.js";
import { formatCountOf } from "./format.js";
import { Figure } from "./figure.js";
import type { MimeBundle } from "./host.js";
import { drawLegend, legendWidth, type LegendEntry } from "./legend.js";
import { createPage, pageBundle, type Page } from "./page.js";
import { classColor, pageColors } from "./palette.js";
import { LINES_MIME, type LinesPayload } from "./payload.js";
import { scaleFromZero, scaleOver, ticksAtValues, wholeTicks } from "./scale.js";

/** Curves, as a figure. */
export function linesFigure(payload: LinesPayload): Figure<LinesPayload> {
  return new Figure(payload, { kind: "lines", bundle: linesBundle, text: linesText });
}

export function linesBundle(payload: LinesPayload): MimeBundle {
  return pageBundle(LINES_MIME, payload, drawLines(payload), linesText(payload));
}

/** "[objective by iteration, 100 points: 8.1e10 to 4.2e10]". */
export function linesText({ title, xLabel, yLabel, series, note }: LinesPayload): string {
  const curves = series.map(({ name, x, y }) => {
    const ends = y.length === 0 ? "" : `: ${short(y[0])} to ${short(y[y.length - 1])}`;
    return `${name === "" || series.length === 1 ? "" : `${name}, `}${formatCountOf(x.length, "point")}${ends}`;
  });
  return `[${title === "" ? "" : `${title}: `}${yLabel} by ${xLabel}, ${curves.join("; ")}]${note ? `\n${note}` : ""}`;
}

function short(value: number): string {
  return Math.abs(value) >= 1e6 ? value.toExponential(4) : String(Number(value.toPrecision(5)));
}

const WIDTH = 640;
const HEIGHT = 320;
/** Curves of at most so many points show each point. */
const DOTTED = 60;

function drawLines(payload: LinesPayload): Page {
  const measuring = createPage(1, 1).pen;
  const entries: LegendEntry[] =
    payload.series.length < 2
      ? []
      : payload.series.map(({ name }, index) => ({ name, color: classColor(index), shape: "stroke" }));
  const xScale = scaleOver(valuesOf(payload, "x"), payload.xScale, 7, 0.02);
  const frame: ChartFrame = {
    ...payload,
    // k = 2, 4, 8, ... reads better than powers of ten between them.
    xScale: (payload.xScale === "log" ? ticksAtValues : wholeTicks)(xScale, valuesOf(payload, "x")),
    yScale: payload.fromZero
      ? scaleFromZero(valuesOf(payload, "y"), 6, 0.06)
      : scaleOver(valuesOf(payload, "y"), payload.yScale, 6, 0.06),
    width: WIDTH,
    legendWidth: legendWidth(measuring, entries),
    plotHeight: HEIGHT,
  };
  const layout = layOut(measuring, frame);
  const page = createPage(WIDTH, layout.height);
  const { pen } = page;
  drawAxes(pen, frame, layout);
  pen.lineJoin = "round";
  pen.lineCap = "round";
  payload.series.forEach(({ x, y }, index) => {
    pen.strokeStyle = classColor(index);
    pen.fillStyle = classColor(index);
    pen.lineWidth = 2;
    pen.beginPath();
    let drawing = false;
    const points: [number, number][] = [];
    for (let i = 0; i < x.length; i++) {
      const point: [number, number] = [xOf(layout, frame.xScale, x[i]), yOf(layout, frame.yScale, y[i])];
      // A value that cannot be placed leaves a hole in the curve.
      if (!point.every(Number.isFinite)) {
        drawing = false;
        continue;
      }
      if (drawing) pen.lineTo(...point);
      else pen.moveTo(...point);
      drawing = true;
      points.push(point);
    }
    pen.stroke();
    if (points.length > DOTTED) return;
    pen.strokeStyle = pageColors.paper;
    pen.lineWidth = 1.5;
    for (const [px, py] of points) {
      pen.beginPath();
      pen.arc(px, py, 3.75, 0, 2 * Math.PI);
      pen.fill();
      pen.stroke();
    }
  });
  drawLegend(pen, entries, layout.right, layout.top);
  return page;
}

function* valuesOf({ series }: LinesPayload, axis: "x" | "y"): Generator<number> {
  for (const one of series) yield* one[axis];
}
