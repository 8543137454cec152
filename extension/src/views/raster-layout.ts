/**
 * A raster payload to places: tiles of `width` × `height` pixels in `columns` columns, magnified by a whole number so that
 * every pixel is a square of the same size. All lengths are in tile pixels; times `scale` they are CSS pixels.
 */
import type { RasterPayload } from "../../../src/display/payload.js";

/** About how wide a tile is on the screen, in CSS pixels: alone, among a few, and in a grid. */
const ALONE = 220;
const AMONG_FEW = 140;
const IN_GRID = 84;
/** How many tiles are a few. */
const FEW = 4;
/** CSS pixels between tiles, and of a line of caption. */
const GAP = 8;
const CAPTION = 20;

export interface RasterLayout {
  columns: number;
  rows: number;
  /** CSS pixels a tile pixel is wide and high. */
  scale: number;
  /** From one tile to the next, in tile pixels. */
  stepX: number;
  stepY: number;
  /** Of the whole grid, in tile pixels. */
  width: number;
  height: number;
}

/** The layout that fits into `available` CSS pixels; a grid that cannot is left wider, and scrolls. */
export function rasterLayout(payload: RasterPayload, available: number): RasterLayout {
  const tiles = payload.captions.length;
  const columns = Math.max(1, Math.min(payload.columns, tiles));
  const rows = Math.ceil(tiles / columns);
  const longest = Math.max(payload.width, payload.height);
  const wanted = Math.max(1, Math.round((tiles === 1 ? ALONE : tiles <= FEW ? AMONG_FEW : IN_GRID) / longest));
  const least = Math.max(1, Math.min(wanted, Math.floor(48 / longest)));
  const fitting = Math.floor((available - GAP * (columns - 1)) / (columns * payload.width));
  const scale = Math.max(least, Math.min(wanted, fitting));
  const captioned = payload.captions.some((caption) => caption !== "");
  const gap = columns === 1 ? 0 : Math.max(1, Math.round(GAP / scale));
  const stepX = payload.width + gap;
  const stepY = payload.height + Math.ceil(((captioned ? CAPTION : 0) + (rows === 1 ? 0 : GAP)) / scale);
  return { columns, rows, scale, stepX, stepY, width: columns * stepX - gap, height: rows * stepY };
}

/**
 * One step's tiles to RGBA bytes of the whole grid, width × height × 4; what is no tile stays transparent.
 * `pixels` is the step's block, tiles × height × width; `colors` 256 × 3.
 */
export function paintTiles(
  payload: RasterPayload,
  layout: RasterLayout,
  pixels: Uint8Array,
  colors: Uint8Array,
): Uint8ClampedArray<ArrayBuffer> {
  const image = new Uint8ClampedArray(layout.width * layout.height * 4);
  for (let tile = 0; tile < payload.captions.length; tile++) {
    const left = (tile % layout.columns) * layout.stepX;
    const top = Math.floor(tile / layout.columns) * layout.stepY;
    for (let y = 0; y < payload.height; y++) {
      let from = (tile * payload.height + y) * payload.width;
      let to = ((top + y) * layout.width + left) * 4;
      for (let x = 0; x < payload.width; x++, to += 4) {
        const color = 3 * pixels[from++];
        image[to] = colors[color];
        image[to + 1] = colors[color + 1];
        image[to + 2] = colors[color + 2];
        image[to + 3] = 255;
      }
    }
  }
  return image;
}
