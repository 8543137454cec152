/**
 * Accuracy and time over k as two small charts. k is on a logarithmic axis, where k = 0 (all columns) has no place: it is
 * a dashed line across.
 */
import { formatSeconds } from "../../../src/display/format.js";
import type { RanksPayload } from "../../../src/display/payload.js";
import { svg } from "./svg.js";

type Row = RanksPayload["rows"][number];

const HEIGHT = 230;
const EDGE = { left: 58, right: 14, top: 32, bottom: 40 };

export interface Curve {
  label: string;
  /** A class that colours it. */
  className: string;
  value: (row: Row) => number;
  text: (value: number) => string;
  /** Words beside the axis, shorter than `text`. */
  tick: (value: number) => string;
  /** Whether the axis begins at 0, so that twice as high is twice as long. */
  fromZero: boolean;
}

export function curvesOf(measure: string): Curve[] {
  return [
    {
      label: `mean ${measure}`,
      className: "lr-mod-accuracy",
      value: ({ accuracy }) => accuracy,
      text: (value) => value.toFixed(4),
      tick: (value) => String(Number(value.toFixed(4))),
      fromZero: false,
    },
    {
      label: "time",
      className: "lr-mod-time",
      value: ({ seconds }) => seconds,
      text: formatSeconds,
      tick: (value) => formatSeconds(value).replace(".0 s", " s"),
      fromZero: true,
    },
  ];
}

/** One chart of a width in CSS pixels; undefined while there are fewer than two ranks above 0. */
export function drawCurve(rows: readonly Row[], curve: Curve, width: number): SVGSVGElement | undefined {
  const points = rows.filter(({ k }) => k > 0).sort((a, b) => a.k - b.k);
  const raw = rows.find(({ k }) => k === 0);
  if (points.length < 2) return undefined;
  const values = [...points, ...(raw === undefined ? [] : [raw])].map((row) => curve.value(row));
  const [low, high] = spread(values, curve.fromZero);
  const [first, last] = [Math.log(points[0].k), Math.log(points[points.length - 1].k)];
  const xOf = (k: number): number =>
    EDGE.left + 8 + ((Math.log(k) - first) / (last - first || 1)) * (width - EDGE.left - EDGE.right - 16);
  const yOf = (value: number): number =>
    HEIGHT - EDGE.bottom - ((value - low) / (high - low)) * (HEIGHT - EDGE.top - EDGE.bottom);
  const chart = svg("svg", { class: `lr-Ranks-chart ${curve.className}`, width, height: HEIGHT, role: "img" });
  const told = points.map((row) => `k = ${row.k}: ${curve.text(curve.value(row))}`).join(", ");
  chart.setAttribute("aria-label", `${curve.label} over k. ${told}`);
  for (const value of ticks(low, high)) {
    const y = yOf(value);
    chart.append(svg("line", { class: "lr-Ranks-grid", x1: EDGE.left, x2: width - EDGE.right, y1: y, y2: y }));
    chart.append(svg("text", { x: EDGE.left - 6, y: y + 4, "text-anchor": "end" }, curve.tick(value)));
  }
  for (const { k } of points) {
    chart.append(svg("text", { x: xOf(k), y: HEIGHT - EDGE.bottom + 16, "text-anchor": "middle" }, String(k)));
  }
  chart.append(svg("text", { x: (EDGE.left + width) / 2, y: HEIGHT - 6, "text-anchor": "middle" }, "k (log scale)"));
  chart.append(svg("text", { x: EDGE.left, y: 10, class: "lr-Ranks-axis" }, curve.label));
  if (raw !== undefined) {
    const y = yOf(curve.value(raw));
    chart.append(svg("line", { class: "lr-Ranks-level", x1: EDGE.left, x2: width - EDGE.right, y1: y, y2: y }));
    const level = `k = 0, all columns: ${curve.text(curve.value(raw))}`;
    chart.append(svg("text", { x: EDGE.left + 4, y: y - 6 }, level));
  }
  const path = points.map((row, i) => `${i === 0 ? "M" : "L"}${xOf(row.k)},${yOf(curve.value(row))}`).join("");
  chart.append(svg("path", { class: "lr-Ranks-curve", d: path }));
  for (const row of points) {
    const point = svg("circle", { class: "lr-Ranks-point", cx: xOf(row.k), cy: yOf(curve.value(row)), r: 4 });
    point.append(svg("title", {}, `k = ${row.k}: ${curve.text(curve.value(row))}`));
    chart.append(point);
  }
  return chart;
}

/** A little more than the values take. */
function spread(values: readonly number[], fromZero: boolean): [number, number] {
  const [low, high] = [fromZero ? 0 : Math.min(...values), Math.max(...values)];
  const room = 0.1 * (high - low) || 0.5;
  return [fromZero ? 0 : low - room, high + room];
}

/** Round values between the ends. */
function ticks(low: number, high: number): number[] {
  const rough = (high - low) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((digit) => digit * power >= rough) ?? 10);
  const first = Math.ceil(low / step);
  return Array.from({ length: Math.floor(high / step) - first + 1 }, (_, i) => (first + i) * step);
}
