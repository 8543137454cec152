/** A few points, each a dot with its own text beside it; a text that would lie on another before it is left out. */
import type { ChartLayout } from "./axes.js";
import { fitName, labelRoom } from "./fit-text.js";
import { font, type Pen } from "./page.js";
import { classColor, pageColors } from "./palette.js";
import { drawLeaders, placeLabels } from "./place-labels.js";
import type { Points } from "./scatter.js";

const RADIUS = 5;
const LINE = 16;
const FONT = font(13, 600);

export function drawLabels(pen: Pen, points: Points, texts: string[], layout: ChartLayout): void {
  const { left, right, top, bottom } = layout;
  pen.font = FONT;
  const labels = Array.from(points.x, (x, i) => {
    const text = fitName(pen, texts[i] ?? "", labelRoom(right - left));
    return { text, x, y: points.y[i], width: pen.measureText(text).width, height: LINE };
  });
  const boxes = placeLabels(labels, { left, top, width: right - left, height: bottom - top });
  pen.strokeStyle = pageColors.axis;
  pen.lineWidth = 1;
  drawLeaders(pen, labels, boxes);
  pen.strokeStyle = pageColors.paper;
  pen.lineWidth = 1.5;
  labels.forEach(({ x, y }, i) => {
    pen.fillStyle = classColor(points.group[i], points.missing);
    pen.beginPath();
    pen.arc(x, y, RADIUS, 0, 2 * Math.PI);
    pen.fill();
    pen.stroke();
  });
  pen.textAlign = "left";
  pen.textBaseline = "middle";
  pen.lineJoin = "round";
  pen.lineWidth = 3.5;
  pen.fillStyle = pageColors.ink;
  labels.forEach(({ text }, i) => {
    const box = boxes[i];
    if (box === undefined) return;
    pen.strokeText(text, box.left, box.top + LINE / 2);
    pen.fillText(text, box.left, box.top + LINE / 2);
  });
}
