/**
 * The table of ranks (`RanksPayload`) to a MIME bundle: the payload, a PNG with bars of accuracy and time and the two
 * curves over k, and a text table.
 */
import { drawAxes, layOut, xOf, yOf, type ChartFrame } from "./axes.js";
import { Figure } from "./figure.js";
import { formatSeconds } from "./format.js";
import type { MimeBundle } from "./host.js";
import { createPage, font, pageBundle, wrapText, type Page, type Pen } from "./page.js";
import { pageColors } from "./palette.js";
import { RANKS_MIME, type RanksPayload } from "./payload.js";
import { ACCURACY_COLOR, rankName, ranksFacts, TIME_COLOR } from "./ranks-text.js";
import { scaleFromZero, scaleOver, ticksAtValues } from "./scale.js";

export function ranksFigure(payload: RanksPayload): Figure<RanksPayload> {
  return new Figure(payload, { kind: "ranks", bundle: ranksBundle, text: ranksText });
}

export function ranksBundle(payload: RanksPayload): MimeBundle {
  return pageBundle(RANKS_MIME, payload, drawRanks(payload), ranksText(payload));
}

const WIDTH = 700;
const MARGIN = 12;
const ROW = 26;
const HEAD = 28;
/** Where the columns begin: k, accuracy, its bar, time, its bar. */
const COLUMNS = { k: 12, accuracy: 210, accuracyBar: 220, time: 488, timeBar: 498 };
const BAR = 180;
const CHART = 220;

function drawRanks(payload: RanksPayload): Page {
  const { title, rows, waiting, note } = payload;
  const measuring = createPage(1, 1).pen;
  measuring.font = font(12, 600);
  const notes = note === undefined ? [] : wrapText(measuring, note, WIDTH - 2 * MARGIN);
  const top = MARGIN + 46;
  const tableEnd = top + HEAD + (rows.length + waiting.length) * ROW;
  const curves = rows.filter(({ k }) => k > 0).length >= 2;
  const page = createPage(WIDTH, tableEnd + 14 + (curves ? CHART + 90 : 0) + notes.length * 18 + MARGIN);
  const { pen } = page;
  pen.textBaseline = "middle";
  write(pen, title, MARGIN, MARGIN + 8, font(14, 600), pageColors.ink, "left");
  write(pen, ranksFacts(payload), MARGIN, MARGIN + 28, font(12), pageColors.quiet, "left");
  drawTable(pen, payload, top);
  if (curves) drawCurves(pen, payload, tableEnd + 20);
  notes.forEach((line, i) => {
    write(
      pen,
      line,
      MARGIN,
      page.height - MARGIN - (notes.length - i - 0.5) * 18,
      font(12, 600),
      pageColors.ink,
      "left",
    );
  });
  return page;
}

function drawTable(pen: Pen, { rows, waiting, measure }: RanksPayload, top: number): void {
  const head = font(12, 600);
  write(pen, "k", COLUMNS.k, top + HEAD / 2, head, pageColors.ink, "left");
  write(pen, `mean ${measure} ± sd`, COLUMNS.accuracy, top + HEAD / 2, head, pageColors.ink, "right");
  write(pen, "time", COLUMNS.time, top + HEAD / 2, head, pageColors.ink, "right");
  pen.fillStyle = pageColors.axis;
  pen.fillRect(MARGIN, top + HEAD - 1, WIDTH - 2 * MARGIN, 1);
  const slowest = Math.max(...rows.map(({ seconds }) => seconds), 1e-9);
  rows.forEach(({ k, accuracy, sd, seconds, fitSeconds }, index) => {
    const y = top + HEAD + (index + 0.5) * ROW;
    const face = font(12.5);
    write(pen, rankName(k), COLUMNS.k, y, face, pageColors.ink, "left");
    write(pen, `${accuracy.toFixed(4)} ± ${sd.toFixed(4)}`, COLUMNS.accuracy, y, face, pageColors.ink, "right");
    write(pen, formatSeconds(seconds), COLUMNS.time, y, face, pageColors.ink, "right");
    pen.fillStyle = ACCURACY_COLOR;
    pen.fillRect(COLUMNS.accuracyBar, y - 6, BAR * Math.max(0, Math.min(1, accuracy)), 12);
    pen.fillStyle = TIME_COLOR;
    pen.fillRect(COLUMNS.timeBar, y - 6, (BAR * seconds) / slowest, 12);
    // The share of the low rank model, lighter.
    pen.globalAlpha = 0.5;
    pen.fillStyle = pageColors.paper;
    pen.fillRect(COLUMNS.timeBar, y - 6, (BAR * fitSeconds) / slowest, 12);
    pen.globalAlpha = 1;
  });
  waiting.forEach((k, index) => {
    const y = top + HEAD + (rows.length + index + 0.5) * ROW;
    write(pen, rankName(k), COLUMNS.k, y, font(12.5), pageColors.quiet, "left");
    write(pen, index === 0 ? "running" : "waiting", COLUMNS.accuracy, y, font(12.5), pageColors.quiet, "right");
  });
}

/** Accuracy and time over k, side by side; k = 0, which has no place on a log axis, as a dashed line. */
function drawCurves(pen: Pen, { rows, measure }: RanksPayload, top: number): void {
  const half = WIDTH / 2 - 4;
  const points = rows.filter(({ k }) => k > 0).sort((a, b) => a.k - b.k);
  const raw = rows.find(({ k }) => k === 0);
  const charts = [
    { value: "accuracy", yLabel: `mean ${measure}`, fromZero: false, color: ACCURACY_COLOR },
    { value: "seconds", yLabel: "seconds", fromZero: true, color: TIME_COLOR },
  ] as const;
  charts.forEach(({ value, yLabel, fromZero, color }, index) => {
    const x = points.map(({ k }) => k);
    const y = points.map((row) => row[value]);
    const all = raw === undefined ? y : [...y, raw[value]];
    const frame: ChartFrame = {
      title: "",
      xLabel: "k (log scale)",
      yLabel,
      xScale: ticksAtValues(scaleOver(x, "log", 6, 0.04), x),
      yScale: fromZero ? scaleFromZero(all, 5, 0.08) : scaleOver(all, "linear", 5, 0.08),
      width: half,
      legendWidth: 0,
      plotHeight: CHART,
    };
    pen.save();
    pen.translate(index * (half + 8), top);
    const layout = layOut(pen, frame);
    drawAxes(pen, frame, layout);
    pen.strokeStyle = color;
    pen.lineWidth = 2;
    if (raw !== undefined) {
      const level = yOf(layout, frame.yScale, raw[value]);
      pen.setLineDash([5, 4]);
      pen.beginPath();
      pen.moveTo(layout.left, level);
      pen.lineTo(layout.right, level);
      pen.stroke();
      pen.setLineDash([]);
      write(pen, "k = 0, all columns", layout.left + 6, level - 9, font(11), pageColors.quiet, "left");
    }
    pen.beginPath();
    x.forEach((k, i) => {
      const place: [number, number] = [xOf(layout, frame.xScale, k), yOf(layout, frame.yScale, y[i])];
      if (i === 0) pen.moveTo(...place);
      else pen.lineTo(...place);
    });
    pen.stroke();
    pen.fillStyle = color;
    x.forEach((k, i) => {
      pen.beginPath();
      pen.arc(xOf(layout, frame.xScale, k), yOf(layout, frame.yScale, y[i]), 3.75, 0, 2 * Math.PI);
      pen.fill();
    });
    pen.restore();
  });
}

function write(pen: Pen, text: string, x: number, y: number, face: string, color: string, align: string): void {
  pen.font = face;
  pen.fillStyle = color;
  pen.textAlign = align;
  pen.textBaseline = "middle";
  pen.fillText(text, x, y);
}

/** An aligned table with a bar of accuracy. */
export function ranksText(payload: RanksPayload): string {
  const { rows, waiting, measure, note } = payload;
  const lines = rows.map(({ k, accuracy, sd, seconds, fitSeconds }) => {
    const bar = "█".repeat(Math.max(0, Math.round(20 * accuracy)));
    const cells = [String(k).padStart(5), accuracy.toFixed(4).padStart(8), sd.toFixed(4).padStart(7)];
    return [...cells, seconds.toFixed(1).padStart(8), fitSeconds.toFixed(1).padStart(7), bar].join("  ");
  });
  const head = ["    k", measure.padStart(8), "     sd", " seconds", "fitting", ""].join("  ");
  const rest = waiting.map((k) => `${String(k).padStart(5)}  waiting`);
  return [payload.title, ranksFacts(payload), head, ...lines, ...rest, ...(note === undefined ? [] : [note])].join(
    "\n",
  );
}
