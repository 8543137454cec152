/** Names with their colours and marks, in a column beside a chart. */
import { fitText } from "./fit-text.js";
import { font, type Pen } from "./page.js";
import { pageColors } from "./palette.js";

export interface LegendEntry {
  name: string;
  color: string;
  /** A character or two drawn in the colour; a dot or a stroke otherwise. */
  mark?: string;
  shape?: "dot" | "stroke";
}

const NAME_FONT = font(12.5);
const MARK_FONT = font(12.5, 600);
const LINE = 20;
const GAP = 18;
const SWATCH = 24;
const WIDEST = 170;
/** Names past these are counted, not listed. */
const MOST = 20;

/** What the legend takes on the right, its gap included; 0 without entries. */
export function legendWidth(pen: Pen, entries: LegendEntry[]): number {
  if (entries.length === 0) return 0;
  pen.font = NAME_FONT;
  const widest = Math.max(...entries.map(({ name }) => pen.measureText(name).width));
  return GAP + SWATCH + Math.ceil(Math.min(WIDEST, widest));
}

export function drawLegend(pen: Pen, entries: LegendEntry[], right: number, top: number): void {
  const x = right + GAP;
  pen.textBaseline = "middle";
  entries.slice(0, MOST).forEach(({ name, color, mark, shape }, index) => {
    const y = top + LINE * (index + 0.5);
    pen.fillStyle = color;
    if (mark !== undefined) {
      pen.font = MARK_FONT;
      pen.textAlign = "center";
      pen.fillText(mark, x + 7, y);
    } else if (shape === "stroke") {
      pen.fillRect(x, y - 1, 16, 2);
    } else {
      pen.beginPath();
      pen.arc(x + 7, y, 4.5, 0, 2 * Math.PI);
      pen.fill();
    }
    pen.font = NAME_FONT;
    pen.fillStyle = pageColors.ink;
    pen.textAlign = "left";
    pen.fillText(fitText(pen, name, WIDEST), x + SWATCH, y);
  });
  if (entries.length > MOST) {
    pen.fillStyle = pageColors.quiet;
    pen.fillText(`and ${entries.length - MOST} more`, x + SWATCH, top + LINE * (MOST + 0.5));
  }
}
