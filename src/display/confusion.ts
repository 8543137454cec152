/**
 * A confusion matrix (`ConfusionPayload`) to a MIME bundle: the payload, a PNG in which darker cells hold a larger share
 * of their true class, and a text table.
 */
import { fitText } from "./fit-text.js";
import { formatCount } from "./format.js";
import { Figure } from "./figure.js";
import type { MimeBundle } from "./host.js";
import { createPage, font, pageBundle, wrapText, type Page } from "./page.js";
import { pageColors } from "./palette.js";
import { shareOf } from "./confusion-share.js";
import { CONFUSION_MIME, type ConfusionPayload } from "./payload.js";

export function confusionFigure(payload: ConfusionPayload): Figure<ConfusionPayload> {
  return new Figure(payload, { kind: "confusion", bundle: confusionBundle, text: confusionText });
}

export function confusionBundle(payload: ConfusionPayload): MimeBundle {
  return pageBundle(CONFUSION_MIME, payload, drawConfusion(payload), confusionText(payload));
}

/** Classes past these are counted in text only. */
const MOST_DRAWN = 40;
const LABEL = 110;
const MARGIN = 12;

/** Right predictions blue, wrong ones red, the stronger the larger the share. */
export function confusionColor(share: number, right: boolean): string {
  const [r, g, b] = right ? [33, 102, 172] : [178, 24, 43];
  // The root shows rare mistakes too.
  const strength = Math.sqrt(share);
  const mixed = [r, g, b].map((channel) => Math.round(255 + (channel - 255) * strength));
  return `rgb(${mixed.join(",")})`;
}

function drawConfusion({ title, classes, counts, note }: ConfusionPayload): Page {
  const shown = Math.min(MOST_DRAWN, classes.length);
  const cell = shown <= 12 ? 46 : shown <= 20 ? 34 : 22;
  const width = Math.max(360, 2 * MARGIN + LABEL + shown * cell + 64);
  const measuring = createPage(1, 1).pen;
  measuring.font = font(12, 600);
  const notes = [
    ...(shown < classes.length ? [`The first ${shown} of ${classes.length} classes.`] : []),
    ...(note === undefined ? [] : [note]),
  ].flatMap((text) => wrapText(measuring, text, width - 2 * MARGIN));
  const top = MARGIN + 24 + 22 + 84;
  const page = createPage(width, top + shown * (cell - 12) + 30 + notes.length * 18 + MARGIN);
  const { pen } = page;
  pen.textBaseline = "middle";
  pen.fillStyle = pageColors.ink;
  pen.font = font(14, 600);
  pen.fillText(title, MARGIN, MARGIN + 8);
  pen.font = font(11);
  pen.fillStyle = pageColors.quiet;
  pen.fillText("rows: true class, columns: predicted; right in blue, wrong in red", MARGIN, MARGIN + 28);
  const left = MARGIN + LABEL;
  const high = cell - 12;
  for (let c = 0; c < shown; c++) {
    pen.save();
    pen.translate(left + (c + 0.5) * cell, top - 8);
    pen.rotate(-Math.PI / 4);
    pen.font = font(11);
    pen.fillStyle = pageColors.ink;
    pen.fillText(fitText(pen, classes[c], 92), 0, 0);
    pen.restore();
  }
  pen.font = font(11, 600);
  pen.textAlign = "right";
  pen.fillText("recall", left + shown * cell + 54, top - 10);
  for (let row = 0; row < shown; row++) {
    const y = top + (row + 0.5) * high;
    pen.font = font(11);
    pen.fillStyle = pageColors.ink;
    pen.textAlign = "right";
    pen.fillText(fitText(pen, classes[row], LABEL - 12), left - 8, y);
    pen.textAlign = "center";
    for (let column = 0; column < shown; column++) {
      const share = shareOf(counts, row, column);
      pen.fillStyle = counts[row][column] === 0 ? "#f6f8fa" : confusionColor(share, row === column);
      pen.fillRect(left + column * cell + 1, top + row * high + 1, cell - 2, high - 2);
      if (counts[row][column] === 0 || cell < 30) continue;
      pen.fillStyle = share > 0.3 ? "#ffffff" : pageColors.ink;
      pen.font = font(10.5);
      pen.fillText(fitText(pen, formatCount(counts[row][column]), cell - 4), left + (column + 0.5) * cell, y);
    }
    pen.textAlign = "right";
    pen.fillStyle = pageColors.ink;
    const total = counts[row].reduce((sum, count) => sum + count, 0);
    pen.font = font(11);
    pen.fillText(total === 0 ? "" : (counts[row][row] / total).toFixed(3), left + shown * cell + 54, y);
  }
  pen.textAlign = "left";
  pen.font = font(12, 600);
  notes.forEach((line, index) => pen.fillText(line, MARGIN, top + shown * high + 24 + index * 18));
  return page;
}

const TEXT_NAME = 12;

/** An aligned table of counts. */
export function confusionText({ title, classes, counts, note }: ConfusionPayload): string {
  const names = classes.map((name) => (name.length > TEXT_NAME ? `${name.slice(0, TEXT_NAME - 1)}…` : name));
  const first = Math.max(4, ...names.map((name) => name.length));
  const widths = names.map((name, c) => Math.max(name.length, ...counts.map((line) => String(line[c]).length)));
  const head = ["true".padEnd(first), ...names.map((name, c) => name.padStart(widths[c])), "recall"].join("  ");
  const lines = counts.map((line, row) => {
    const total = line.reduce((sum, count) => sum + count, 0);
    const recall = total === 0 ? "" : (line[row] / total).toFixed(4);
    return [names[row].padEnd(first), ...line.map((count, c) => String(count).padStart(widths[c])), recall].join("  ");
  });
  return [`${title} (columns: predicted)`, head, ...lines, ...(note === undefined ? [] : [note])].join("\n");
}
