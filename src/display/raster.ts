/**
 * Small pictures in a grid (`RasterPayload`) to a MIME bundle: the payload, a PNG, one line of text. What is a slider in
 * a notebook is a sheet of its steps on the page.
 */
import { fitText } from "./fit-text.js";
import { formatCountOf } from "./format.js";
import { Figure } from "./figure.js";
import type { MimeBundle } from "./host.js";
import { createPage, font, pageBundle, wrapText, type Page, type Pen } from "./page.js";
import { pageColors, rasterColors } from "./palette.js";
import { decodeUint8, RASTER_MIME, type RasterPayload } from "./payload.js";

/** A note, e.g. that the data are a stand-in, must not be overlooked. */
const NOTE_FONT = font(12, 600);

/** Small pictures in a grid, as a figure. */
export function rasterFigure(payload: RasterPayload): Figure<RasterPayload> {
  return new Figure(payload, { kind: "raster", bundle: rasterBundle, text: rasterText });
}

export function rasterBundle(payload: RasterPayload): MimeBundle {
  return pageBundle(RASTER_MIME, payload, drawRaster(payload), rasterText(payload));
}

/** "[25 pictures of 28 × 28: Ankle boot, T-shirt/top, …]". */
export function rasterText({ title, width, height, captions, slider, note }: RasterPayload): string {
  const count = formatCountOf(captions.length, "picture");
  const steps = slider ? `, ${slider.label} = ${slider.values.join(", ")}` : "";
  const named = captions.filter((caption) => caption !== "");
  const names = named.slice(0, 5).join(", ") + (named.length > 5 ? ", …" : "");
  const words = [title, names].filter((part) => part !== "").join(": ");
  return `[${count} of ${width} × ${height}${steps}${words === "" ? "" : `: ${words}`}]${note ? `\n${note}` : ""}`;
}

const MARGIN = 10;
const GAP = 10;
/** Pictures grow until a row is about this wide. */
const ROW_WIDTH = 640;
const LARGEST_ZOOM = 8;
/** A longer sheet is cut, and says so. */
const LONGEST_SHEET = 2400;
const MOST_STEPS = 12;
const LINE = 18;

/** One step of the slider, or all there is. */
interface Block {
  heading: string;
  firstTile: number;
}

function drawRaster(payload: RasterPayload): Page {
  const { width, height, captions, slider } = payload;
  const columns = Math.max(1, Math.min(payload.columns, captions.length));
  const blocks = blocksOf(payload);
  const blocksInRow = slider ? Math.max(1, Math.min(Math.floor(8 / columns), Math.ceil(Math.sqrt(blocks.length)))) : 1;
  const zoom = zoomFor(width, columns * blocksInRow);
  const tile = { width: width * zoom, height: height * zoom };
  const captionHeight = captions.some((caption) => caption !== "") ? LINE : 0;
  const rowHeight = captionHeight + tile.height + GAP;
  const rows = Math.min(Math.ceil(captions.length / columns), Math.max(1, Math.floor(LONGEST_SHEET / rowHeight)));
  const shown = Math.min(captions.length, rows * columns);
  const block = {
    width: columns * (tile.width + GAP) + (slider ? 2 * GAP : 0),
    height: rows * rowHeight + (slider ? LINE + GAP : 0),
  };

  const notes = [
    ...(shown < captions.length ? [`The first ${shown} of ${formatCountOf(captions.length, "picture")}.`] : []),
    ...(blocks.length < (slider?.values.length ?? 1) ? [`${blocks.length} of ${slider?.values.length} steps.`] : []),
    ...(payload.note ? [payload.note] : []),
  ];
  const pageWidth = Math.max(240, 2 * MARGIN + blocksInRow * block.width - (slider ? 3 : 1) * GAP);
  const measuring = createPage(1, 1).pen;
  measuring.font = NOTE_FONT;
  const noteLines = notes.flatMap((note) => wrapText(measuring, note, pageWidth - 2 * MARGIN));
  measuring.font = font(14, 600);
  const titleLines = wrapText(measuring, payload.title, pageWidth - 2 * MARGIN);
  const top = MARGIN + titleLines.length * (LINE + 2);
  const blocksHeight = Math.ceil(blocks.length / blocksInRow) * block.height;
  const page = createPage(pageWidth, top + blocksHeight + noteLines.length * LINE + MARGIN);

  const { pen } = page;
  pen.textBaseline = "middle";
  writeLines(pen, titleLines, MARGIN + LINE / 2, LINE + 2, font(14, 600), pageColors.ink);
  const pixels = decodeUint8(payload.pixels);
  const colors = cssColors(payload.palette);
  const paper = payload.palette === "ink" ? 0 : 128;
  blocks.forEach(({ heading, firstTile }, index) => {
    const left = MARGIN + (index % blocksInRow) * block.width;
    let blockTop = top + Math.floor(index / blocksInRow) * block.height;
    if (slider) {
      write(pen, heading, left, blockTop + LINE / 2, font(13, 600), pageColors.ink, "left");
      blockTop += LINE;
    }
    for (let tileIndex = 0; tileIndex < shown; tileIndex++) {
      const x = left + (tileIndex % columns) * (tile.width + GAP);
      const y = blockTop + Math.floor(tileIndex / columns) * rowHeight + captionHeight;
      const size = captions.length === 1 ? 14 : tile.width < 70 ? 10 : 12;
      pen.font = font(size);
      const caption = fitText(pen, captions[tileIndex], tile.width + GAP - 2);
      write(pen, caption, x + tile.width / 2, y - captionHeight / 2, font(size), pageColors.ink, "center");
      const start = (firstTile + tileIndex) * width * height;
      drawTile(pen, pixels.subarray(start, start + width * height), width, x, y, zoom, colors, paper);
      pen.strokeStyle = pageColors.grid;
      pen.lineWidth = 1;
      pen.strokeRect(x - 0.5, y - 0.5, tile.width + 1, tile.height + 1);
    }
  });
  writeLines(pen, noteLines, top + blocksHeight + LINE / 2, LINE, NOTE_FONT, pageColors.ink);
  return page;
}

function blocksOf({ captions, slider }: RasterPayload): Block[] {
  if (!slider) return [{ heading: "", firstTile: 0 }];
  const count = Math.min(MOST_STEPS, slider.values.length);
  return Array.from({ length: count }, (_, index) => {
    const step = count === 1 ? 0 : Math.round((index * (slider.values.length - 1)) / (count - 1));
    return { heading: `${slider.label} = ${slider.values[step]}`, firstTile: step * captions.length };
  });
}

/** A whole number, or a half for pictures too large to be shown at their size. */
function zoomFor(width: number, tiles: number): number {
  const zoom = (ROW_WIDTH / tiles - GAP) / width;
  return zoom < 1 ? 0.5 : Math.min(LARGEST_ZOOM, Math.floor(zoom));
}

function drawTile(
  pen: Pen,
  bytes: Uint8Array,
  width: number,
  left: number,
  top: number,
  zoom: number,
  colors: string[],
  paper: number,
): void {
  for (let pixel = 0; pixel < bytes.length; pixel++) {
    if (bytes[pixel] === paper) continue;
    pen.fillStyle = colors[bytes[pixel]];
    pen.fillRect(left + (pixel % width) * zoom, top + Math.floor(pixel / width) * zoom, zoom, zoom);
  }
}

/** The look of each of the 256 bytes. */
function cssColors(palette: RasterPayload["palette"]): string[] {
  const table = rasterColors(palette);
  return Array.from({ length: 256 }, (_, byte) => `rgb(${table.subarray(3 * byte, 3 * byte + 3).join(",")})`);
}

function write(pen: Pen, text: string, x: number, y: number, face: string, color: string, align: string): void {
  pen.font = face;
  pen.fillStyle = color;
  pen.textAlign = align;
  pen.fillText(text, x, y);
}

function writeLines(pen: Pen, lines: string[], y: number, step: number, face: string, color: string): void {
  lines.forEach((line, index) => write(pen, line, MARGIN, y + index * step, face, color, "left"));
}
