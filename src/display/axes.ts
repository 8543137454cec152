/** The frame of a chart: title, light grid, thin axes with round ticks, axis titles, note; and where values lie in it. */
import { fitText } from "./fit-text.js";
import { font, wrapText, type Pen } from "./page.js";
import { pageColors } from "./palette.js";
import { tickLabels, type Scale, type TickLabel } from "./scale.js";

export interface ChartFrame {
  title: string;
  xLabel: string;
  yLabel: string;
  xScale: Scale;
  yScale: Scale;
  note?: string;
  /** Width of the page, and what the legend takes of it on the right. */
  width: number;
  legendWidth: number;
  /** Height of the plot alone. */
  plotHeight: number;
}

export interface ChartLayout {
  left: number;
  right: number;
  top: number;
  bottom: number;
  /** Height of the page. */
  height: number;
  titleLines: string[];
  noteLines: string[];
}

export const TICK_FONT: string = font(11.5);
const LABEL_FONT = font(12.5);
const TITLE_FONT = font(15, 600);
const NOTE_FONT = font(11.5, 600);
const MARGIN = 14;
const TITLE_LINE = 22;
const NOTE_LINE = 17;

/** Where everything stands; measured with any page's pen, as the page's height follows from it. */
export function layOut(pen: Pen, frame: ChartFrame): ChartLayout {
  pen.font = TICK_FONT;
  const { labels, power } = tickLabels(frame.yScale);
  const widest = Math.max(0, ...labels.map((label) => labelWidth(pen, label)));
  pen.font = TITLE_FONT;
  const titleLines = wrapText(pen, frame.title, frame.width - 2 * MARGIN);
  pen.font = NOTE_FONT;
  const noteLines = wrapText(pen, frame.note ?? "", frame.width - 2 * MARGIN);
  const left = MARGIN + 22 + Math.ceil(widest) + 8;
  const titleHeight = titleLines.length * TITLE_LINE;
  const top = MARGIN + (titleHeight === 0 ? 0 : titleHeight + 6) + (power === 0 ? 0 : 16);
  const bottom = top + frame.plotHeight;
  const noteHeight = noteLines.length * NOTE_LINE;
  const height = bottom + 48 + (noteHeight === 0 ? 0 : noteHeight + 6);
  return {
    left,
    right: frame.width - MARGIN - (frame.legendWidth === 0 ? 10 : frame.legendWidth),
    top,
    bottom,
    height,
    titleLines,
    noteLines,
  };
}

export function drawAxes(pen: Pen, frame: ChartFrame, layout: ChartLayout): void {
  const { left, right, top, bottom } = layout;
  const { xScale, yScale } = frame;
  pen.textBaseline = "middle";
  pen.lineWidth = 1;
  pen.strokeStyle = pageColors.grid;
  for (const tick of xScale.ticks) line(pen, crisp(xOf(layout, xScale, tick)), top, 0, bottom - top);
  for (const tick of yScale.ticks) line(pen, left, crisp(yOf(layout, yScale, tick)), right - left, 0);

  pen.strokeStyle = pageColors.axis;
  line(pen, left, crisp(bottom), right - left, 0);
  line(pen, crisp(left), top, 0, bottom - top);
  for (const tick of xScale.ticks) line(pen, crisp(xOf(layout, xScale, tick)), bottom, 0, 4);
  for (const tick of yScale.ticks) line(pen, left - 4, crisp(yOf(layout, yScale, tick)), 4, 0);

  pen.fillStyle = pageColors.quiet;
  pen.font = TICK_FONT;
  const xLabels = tickLabels(xScale);
  const yLabels = tickLabels(yScale);
  xScale.ticks.forEach((tick, index) => {
    const label = xLabels.labels[index];
    drawLabel(pen, label, xOf(layout, xScale, tick) - labelWidth(pen, label) / 2, bottom + 14);
  });
  yScale.ticks.forEach((tick, index) => {
    const label = yLabels.labels[index];
    drawLabel(pen, label, left - 8 - labelWidth(pen, label), yOf(layout, yScale, tick));
  });
  if (yLabels.power !== 0) drawLabel(pen, { text: "× 10", power: yLabels.power }, left - 4, top - 14);
  if (xLabels.power !== 0) drawLabel(pen, { text: "× 10", power: xLabels.power }, right - 34, bottom + 34);
  drawTitles(pen, frame, layout);
}

function drawTitles(pen: Pen, frame: ChartFrame, layout: ChartLayout): void {
  const { left, right, top, bottom, titleLines, noteLines } = layout;
  pen.fillStyle = pageColors.ink;
  pen.font = LABEL_FONT;
  pen.textAlign = "center";
  pen.fillText(fitText(pen, frame.xLabel, right - left - 80), (left + right) / 2, bottom + 34);
  pen.save();
  pen.translate(MARGIN + 6, (top + bottom) / 2);
  pen.rotate(-Math.PI / 2);
  pen.fillText(fitText(pen, frame.yLabel, bottom - top), 0, 0);
  pen.restore();
  pen.textAlign = "left";
  pen.font = TITLE_FONT;
  titleLines.forEach((text, index) => pen.fillText(text, MARGIN, MARGIN + TITLE_LINE * (index + 0.5)));
  pen.fillStyle = pageColors.ink;
  pen.font = NOTE_FONT;
  noteLines.forEach((text, index) => pen.fillText(text, MARGIN, bottom + 52 + NOTE_LINE * (index + 0.5)));
}

const POWER_FONT = font(8.5);

/** A tick's text with its raised power, from its left end. */
function drawLabel(pen: Pen, { text, power }: TickLabel, x: number, y: number): void {
  pen.textAlign = "left";
  pen.font = TICK_FONT;
  pen.fillText(text, x, y);
  if (power === undefined) return;
  const width = pen.measureText(text).width;
  pen.font = POWER_FONT;
  pen.fillText(powerText(power), x + width + 1, y - 4.5);
}

function labelWidth(pen: Pen, { text, power }: TickLabel): number {
  pen.font = TICK_FONT;
  const width = pen.measureText(text).width;
  if (power === undefined) return width;
  pen.font = POWER_FONT;
  return width + 1 + pen.measureText(powerText(power)).width;
}

function powerText(power: number): string {
  return String(power).replace("-", "−");
}

export function xOf({ left, right }: ChartLayout, scale: Scale, value: number): number {
  return left + scale.place(value) * (right - left);
}

export function yOf({ top, bottom }: ChartLayout, scale: Scale, value: number): number {
  return bottom - scale.place(value) * (bottom - top);
}

/** Hairlines lie on the middle of a pixel. */
function crisp(position: number): number {
  return Math.round(position - 0.5) + 0.5;
}

function line(pen: Pen, x: number, y: number, width: number, height: number): void {
  pen.beginPath();
  pen.moveTo(x, y);
  pen.lineTo(x + width, y + height);
  pen.stroke();
}
