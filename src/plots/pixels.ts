/** Rows of numbers (one picture each, height × width) to bytes of ink, or of a colour from negative to positive. */
import type { RasterPayload } from "../display/payload.js";
import type { Column } from "../frame/column.js";
import type { Frame } from "../frame/frame.js";
import { checkWhole } from "../frame/check-values.js";

export interface PixelOptions {
  /**
   * Of one picture. Default: the square root of the number of pixel columns, or, where some of pixel1, pixel2, ... are not
   * there, of the pixels up to the last of them.
   */
  width?: number;
  height?: number;
  /**
   * The values that are paper and full ink; for the "diverging" palette the larger size of the two is used on both
   * sides of zero. Default: [0, 255] for bytes in columns named pixel1, ... and estimates of them in reconstr_pixel1,
   * ...; else from 0 to the largest value.
   */
  range?: readonly [number, number];
  /** "ink": more is darker. "diverging": blue below zero, red above. Default: by the values. */
  palette?: "ink" | "diverging";
}

export interface Pixels extends Pick<RasterPayload, "width" | "height" | "palette"> {
  /** pictures × height × width. */
  bytes: Uint8Array;
  /** How many cells were missing, or had no column; they are drawn as paper, or as zero. */
  missing: number;
}

/** The columns that are pixels: all of numbers but `label`. */
export function pixelColumns(frame: Frame): Column[] {
  return frame.columnNames
    .filter((name) => name !== "label")
    .map((name) => frame.column(name))
    .filter(({ kind }) => kind === "number");
}

export function pixelsOf(columns: readonly Column[], rows: readonly number[], options: PixelOptions): Pixels {
  const { places, count } = placesOf(columns, options);
  const { width, height } = sizeOf(count, options);
  const values = new Float64Array(rows.length * count).fill(NaN);
  rows.forEach((row, picture) => {
    columns.forEach((column, i) => (values[picture * count + places[i]] = column.at(row) as number));
  });
  const { palette, range } = rangeOf(columns, values, options);
  const bytes = new Uint8Array(values.length);
  let missing = 0;
  for (let i = 0; i < values.length; i++) {
    const isMissing = Number.isNaN(values[i]);
    if (isMissing) missing++;
    bytes[i] = toByte(isMissing ? 0 : values[i], palette, range);
  }
  return { width, height, palette, bytes, missing };
}

/**
 * The pixel that each column is: in their order; but by number where columns named pixel1, pixel2, ... make no square, as a
 * model leaves out constant ones. Pixels without a column are missing.
 */
function placesOf(columns: readonly Column[], options: PixelOptions): { places: number[]; count: number } {
  const inOrder = { places: [...columns.keys()], count: columns.length };
  if (options.width !== undefined || options.height !== undefined) return inOrder;
  if (columns.length === 0 || Number.isInteger(Math.sqrt(columns.length))) return inOrder;
  const places = columns.map(({ name }) => Number(/pixel(\d+)$/.exec(name)?.[1]) - 1);
  const count = Math.ceil(Math.sqrt(Math.max(...places) + 1)) ** 2;
  const areClear = Math.min(...places) >= 0 && new Set(places).size === places.length;
  // Fewer than three quarters of a square are rather a choice of columns, or pictures of another shape.
  return areClear && 4 * columns.length >= 3 * count ? { places, count } : inOrder;
}

function sizeOf(count: number, options: PixelOptions): { width: number; height: number } {
  for (const name of ["width", "height"] as const) {
    const size = options[name];
    if (size !== undefined) checkWhole(name, size, 1);
  }
  const { width = count / (options.height ?? Math.sqrt(count)), height = count / width } = options;
  if (count === 0) throw new RangeError("Expected columns of numbers to draw as pixels but found none");
  if (options.width === undefined && options.height === undefined && !Number.isInteger(width)) {
    throw new RangeError(
      `Expected the number of pixel columns to be a square, or width or height to be given, but found ${count} columns`,
    );
  }
  if (width * height !== count || !Number.isInteger(width) || !Number.isInteger(height)) {
    const given = [
      options.width === undefined ? "" : `width ${width}`,
      options.height === undefined ? "" : `height ${height}`,
    ];
    throw new RangeError(
      `Expected width x height to be the number of pixel columns, ${count}, but found ${given.filter(Boolean).join(" and ")}`,
    );
  }
  return { width, height };
}

type Ink = Required<Pick<PixelOptions, "range" | "palette">>;

/** What is paper, what is ink, and which of the two palettes. */
function rangeOf(columns: readonly Column[], values: Float64Array, options: PixelOptions): Ink {
  if (options.range !== undefined) {
    const { range, palette = range[0] < 0 ? "diverging" : "ink" } = options;
    if (!(range[0] < range[1])) {
      throw new RangeError(`Expected range to be two increasing numbers but found [${range.join(", ")}]`);
    }
    return { range, palette };
  }
  let low = 0;
  let high = 0;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const signed = low < -high / 4;
  const bytes = high > 2 && areBytes(columns, values, signed);
  const palette = options.palette ?? (signed && !bytes ? "diverging" : "ink");
  return { palette, range: bytes && palette === "ink" ? [0, 255] : [palette === "ink" ? 0 : low, high] };
}

/**
 * Whether columns named pixel1, ... hold bytes of ink or estimates of them. Archetypes, which have the data's names but
 * units of their own, are told by their fractions; reconstructions, which have fractions too, by their prefix.
 */
function areBytes(columns: readonly Column[], values: Float64Array, signed: boolean): boolean {
  if (!columns.every(({ name }) => /pixel\d+$/.test(name))) return false;
  if (columns.every(({ name }) => /.pixel\d+$/.test(name))) return true;
  const whole = values.reduce((count, value) => count + (Number.isNaN(value) || Number.isInteger(value) ? 1 : 0), 0);
  return !signed && 2 * whole >= values.length;
}

function toByte(value: number, palette: "ink" | "diverging", [low, high]: readonly [number, number]): number {
  if (palette === "ink") {
    return high > low ? clamp(Math.round((255 * (value - low)) / (high - low))) : 0;
  }
  const size = Math.max(Math.abs(low), Math.abs(high)) || 1;
  return clamp(128 + Math.round((value < 0 ? 128 : 127) * (value / size)));
}

function clamp(value: number): number {
  return Math.min(255, Math.max(0, value));
}
