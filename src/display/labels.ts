/** A few points, each a dot with its own text beside it; texts keep clear of each other and of the dots where they can. */
import type { ChartLayout } from "./axes.js";
import { fitText, labelRoom } from "./fit-text.js";
import { font, type Pen } from "./page.js";
import { classColor, pageColors } from "./palette.js";
import type { Points } from "./scatter.js";

interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

const RADIUS = 5;
const LINE = 16;
const FONT = font(13, 600);

export function drawLabels(pen: Pen, points: Points, texts: string[], layout: ChartLayout): void {
  pen.font = FONT;
  const room = labelRoom(layout.right - layout.left);
  const labels = texts.map((text) => fitText(pen, text, room));
  pen.textAlign = "left";
  pen.textBaseline = "middle";
  const dots: Box[] = Array.from(points.x, (x, i) => ({
    left: x - RADIUS,
    top: points.y[i] - RADIUS,
    width: 2 * RADIUS,
    height: 2 * RADIUS,
  }));
  const placed: Box[] = [];
  dots.forEach((dot, i) => {
    const width = pen.measureText(labels[i] ?? "").width;
    placed.push(bestPlace(dot, width, [...dots.slice(0, i), ...dots.slice(i + 1), ...placed], layout));
  });
  dots.forEach((_, i) => {
    pen.fillStyle = classColor(points.group[i]);
    pen.strokeStyle = pageColors.paper;
    pen.lineWidth = 1.5;
    pen.beginPath();
    pen.arc(points.x[i], points.y[i], RADIUS, 0, 2 * Math.PI);
    pen.fill();
    pen.stroke();
  });
  pen.lineJoin = "round";
  placed.forEach(({ left, top, height }, i) => {
    pen.strokeStyle = pageColors.paper;
    pen.lineWidth = 3.5;
    pen.strokeText(labels[i] ?? "", left, top + height / 2);
    pen.fillStyle = pageColors.ink;
    pen.fillText(labels[i] ?? "", left, top + height / 2);
  });
}

/** Of eight places round the dot, the first of those that cover least of what is there. */
function bestPlace(dot: Box, width: number, others: Box[], { left, right, top, bottom }: ChartLayout): Box {
  const [x, y] = [dot.left + dot.width / 2, dot.top + dot.height / 2];
  const beside = RADIUS + 4;
  const apart = RADIUS + 3;
  const corners: [number, number][] = [
    [x + beside, y - LINE / 2],
    [x - beside - width, y - LINE / 2],
    [x - width / 2, y - apart - LINE],
    [x - width / 2, y + apart],
    [x + RADIUS, y - RADIUS - LINE],
    [x + RADIUS, y + RADIUS],
    [x - RADIUS - width, y - RADIUS - LINE],
    [x - RADIUS - width, y + RADIUS],
  ];
  const plot = { left, top, width: right - left, height: bottom - top };
  const places = corners.map(([boxLeft, boxTop]) => ({ left: boxLeft, top: boxTop, width, height: LINE }));
  const costs = places.map(
    (place) =>
      others.reduce((sum, other) => sum + overlap(place, other), 0) +
      // Leaving the plot is worse than lying on another text.
      4 * (width * LINE - overlap(place, plot)),
  );
  return places[costs.indexOf(Math.min(...costs))];
}

/** The area that two boxes share. */
function overlap(a: Box, b: Box): number {
  const width = Math.min(a.left + a.width, b.left + b.width) - Math.max(a.left, b.left);
  const height = Math.min(a.top + a.height, b.top + b.height) - Math.max(a.top, b.top);
  return Math.max(0, width) * Math.max(0, height);
}
