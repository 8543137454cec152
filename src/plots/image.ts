/** Rows of a frame whose columns are pixels to pictures: one record, a grid of records, or figures side by side. */
import { encodeUint8 } from "../display/encode.js";
import type { Figure } from "../display/figure.js";
import { formatCount, joinNotes } from "../display/format.js";
import { decodeUint8, type RasterPayload } from "../display/payload.js";
import { rasterFigure } from "../display/raster.js";
import { checkFrame, checkOptionNames, checkWhole } from "../frame/check-values.js";
import type { Column } from "../frame/column.js";
import { classNames } from "../frame/fashion-mnist.js";
import type { Frame } from "../frame/frame.js";
import { checkRow } from "../frame/names.js";
import { pixelColumns, type PixelOptions, pixelsOf } from "./pixels.js";

export interface ImageOptions extends PixelOptions {
  /**
   * Default: the record's class when the frame has a column `label`, else the row's name, as of archetypes, or "record" and
   * its number, counted from 1.
   */
  title?: string;
  /** What integer labels 0, 1, ... are called. Default for pixel1 ... pixel784: Fashion-MNIST's `classNames`. */
  names?: readonly string[];
}

const PIXEL_OPTIONS = ["width", "height", "range", "palette"];
const GRID_OPTIONS = [...PIXEL_OPTIONS, "rows", "columns", "title", "names", "captions"];

export interface GridOptions extends PixelOptions {
  /** How many records, from the first on. Default 25, or all when there are fewer. */
  rows?: number;
  /** Pictures side by side. Default 5, or all when there are fewer. */
  columns?: number;
  /** Above the grid. Default: none. */
  title?: string;
  /** As for `image`. */
  names?: readonly string[];
  /** One text under the title per picture, instead of the records' own, e.g. the names of archetypes. */
  captions?: readonly string[];
}

/**
 * Shows one record as a picture. `row` counts from 0; the pixels are the frame's columns of numbers other than `label`,
 * row by row.
 *
 * ```ts
 * image(fashion, 0);
 * image(model.archetypes, 1, { title: "Arch2" });
 * ```
 */
export function image(frame: Frame, row: number, options: ImageOptions = {}): Figure<RasterPayload> {
  checkFrame("the frame of image", frame);
  checkOptionNames("image", options, [...PIXEL_OPTIONS, "title", "names"], '{ title: "Arch1" }');
  checkRow(row, frame.rowCount);
  const payload = pictures(frame, [row], 1, options);
  return rasterFigure(options.title === undefined ? payload : { ...payload, captions: [options.title] });
}

/**
 * Shows the first records of a frame in a grid, or joins pictures into one grid.
 *
 * ```ts
 * grid(fashion, { rows: 25, columns: 5 });
 * grid([image(predicted, 999), image(fashion, 999)]);
 * ```
 */
export function grid(
  source: Frame | readonly Figure<RasterPayload>[],
  options: GridOptions = {},
): Figure<RasterPayload> {
  checkOptionNames("grid", options, GRID_OPTIONS, "{ rows: 25, columns: 5 }");
  const { columns, title = "" } = options;
  for (const name of ["rows", "columns"] as const) {
    const count = options[name];
    if (count !== undefined) checkWhole(name, count, 1);
  }
  if (Array.isArray(source)) {
    return rasterFigure(captioned(joined(source as Figure<RasterPayload>[], columns, title), options.captions));
  }
  checkFrame("what grid draws", source);
  const frame = source as Frame;
  const count = Math.min(options.rows ?? 25, frame.rowCount);
  if (count === 0) throw new RangeError("Expected a frame with rows to draw but found 0 rows");
  const payload = pictures(frame, [...Array(count).keys()], columns ?? Math.min(5, count), options);
  return rasterFigure(captioned({ ...payload, title }, options.captions));
}

function captioned(payload: RasterPayload, captions: readonly string[] | undefined): RasterPayload {
  if (captions === undefined) return payload;
  if (captions.length !== payload.captions.length) {
    throw new RangeError(`Expected captions to be ${payload.captions.length} texts but found ${captions.length}`);
  }
  return { ...payload, captions: [...captions] };
}

function pictures(
  frame: Frame,
  rows: number[],
  columns: number,
  options: PixelOptions & { names?: readonly string[] },
): RasterPayload {
  const pixels = pixelColumns(frame);
  const { width, height, palette, bytes, missing } = pixelsOf(pixels, rows, options);
  const hole =
    missing === 0
      ? undefined
      : `${formatCount(missing)} of ${formatCount(bytes.length)} pixels are missing and drawn as ${palette === "ink" ? "paper" : "zero"}.`;
  const note = joinNotes(hole, frame.note);
  return {
    title: "",
    width,
    height,
    columns,
    captions: rows.map((row) => captionOf(frame, pixels, row, options.names)),
    palette,
    pixels: encodeUint8(bytes),
    ...(note === undefined ? {} : { note }),
  };
}

function captionOf(frame: Frame, pixels: readonly Column[], row: number, names?: readonly string[]): string {
  if (!frame.columnNames.includes("label")) return frame.rowNames?.[row] ?? `record ${row + 1}`;
  const label = frame.at(row, "label") as number | string | boolean | null;
  const isFashion = pixels.length === 784 && pixels[0].name === "pixel1" && pixels[783].name === "pixel784";
  const known = names ?? (isFashion ? classNames : []);
  const named = typeof label === "number" ? known[label] : undefined;
  return named ?? (label === null || Number.isNaN(label) ? "no label" : String(label));
}

function joined(figures: readonly Figure<RasterPayload>[], columns: number | undefined, title: string): RasterPayload {
  if (figures.length === 0) throw new RangeError("Expected at least one figure but found none");
  const first = commonShape(figures, "grid");
  const payloads = figures.map(({ payload }) => payload);
  const captions = payloads.flatMap((payload) => payload.captions);
  const note = joinNotes(...payloads.map((payload) => payload.note));
  return {
    title,
    width: first.width,
    height: first.height,
    columns: columns ?? Math.min(5, captions.length),
    captions,
    palette: first.palette,
    pixels: joinedPixels(payloads),
    ...(note === undefined ? {} : { note }),
  };
}

/** The first payload, after a check that all are pictures of its size and palette, without a slider of their own. */
export function commonShape(figures: readonly Figure<RasterPayload>[], caller: string): RasterPayload {
  const first = figures[0].payload;
  figures.forEach(({ kind, payload }, index) => {
    const which = `figures[${index}] of ${caller}`;
    if (kind !== "raster") throw new TypeError(`Expected ${which} to be made by image() or grid() but found ${kind}`);
    if (payload.slider) {
      throw new RangeError(`Expected ${which} to be without a slider but found one over ${payload.slider.label}`);
    }
    if (payload.width !== first.width || payload.height !== first.height) {
      throw new RangeError(
        `Expected ${which} to be ${first.width} x ${first.height} like the first but found ${payload.width} x ${payload.height}`,
      );
    }
    if (payload.palette !== first.palette) {
      throw new RangeError(
        `Expected ${which} to have the palette "${first.palette}" like the first but found "${payload.palette}"; ` +
          `give image() { palette: "${first.palette}" }`,
      );
    }
  });
  return first;
}

export function joinedPixels(payloads: readonly RasterPayload[]): string {
  const blocks = payloads.map(({ pixels }) => decodeUint8(pixels));
  const bytes = new Uint8Array(blocks.reduce((sum, block) => sum + block.length, 0));
  let offset = 0;
  for (const block of blocks) {
    bytes.set(block, offset);
    offset += block.length;
  }
  return encodeUint8(bytes);
}
