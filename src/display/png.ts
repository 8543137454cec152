/**
 * RGBA pixels to a PNG file of at most 256 colours: a third of the size of a full-colour file, which keeps notebooks
 * with many charts small. Colours past 256 are merged by median cut (P. Heckbert, "Color Image Quantization for Frame
 * Buffer Display", 1982, section 3.2). Opacity is ignored.
 */
import { deflateSync } from "node:zlib";

export function encodePng(rgba: Uint8ClampedArray, width: number, height: number): Uint8Array {
  const { colors, indices } = indexed(rgba);
  const rows = new Uint8Array((width + 1) * height);
  for (let row = 0; row < height; row++) {
    // The byte before each row names its filter: 0, none.
    rows.set(indices.subarray(row * width, (row + 1) * width), row * (width + 1) + 1);
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // Eight bits for each pixel, an index into the palette.
  header.set([8, 3, 0, 0, 0], 8);
  return Buffer.concat([
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    chunk("IHDR", header),
    chunk("PLTE", colors),
    chunk("IDAT", deflateSync(rows, { level: 9 })),
    chunk("IEND", new Uint8Array(0)),
  ]);
}

interface Indexed {
  /** Three bytes a colour. */
  colors: Uint8Array;
  /** The colour of each pixel. */
  indices: Uint8Array;
}

/** Pixels of one colour, or of colours so near that they are counted as one. */
interface Cell {
  count: number;
  /** The mean, for red, green and blue. */
  mean: [number, number, number];
  /** The place in the palette, once there is one. */
  index: number;
}

const PALETTE = 256;
/** Past so many colours, those that agree in the five highest bits of each channel are counted as one. */
const EXACT = 4096;

function indexed(rgba: Uint8ClampedArray): Indexed {
  const exact = cellsOf(rgba, 0xffffff, EXACT);
  const mask = exact ? 0xffffff : 0xf8f8f8;
  const cells = exact ?? cellsOf(rgba, mask, Infinity)!;
  const boxes = medianCut([...cells.values()]);
  const colors = new Uint8Array(3 * boxes.length);
  boxes.forEach((box, index) => {
    for (const cell of box) cell.index = index;
    const count = box.reduce((sum, cell) => sum + cell.count, 0);
    for (const channel of [0, 1, 2]) {
      const sum = box.reduce((sum, cell) => sum + cell.count * cell.mean[channel], 0);
      colors[3 * index + channel] = Math.round(sum / count);
    }
  });
  const indices = new Uint8Array(rgba.length / 4);
  for (let pixel = 0; pixel < indices.length; pixel++) {
    indices[pixel] = cells.get(colorAt(rgba, 4 * pixel) & mask)!.index;
  }
  return { colors, indices };
}

function colorAt(rgba: Uint8ClampedArray, at: number): number {
  return (rgba[at] << 16) | (rgba[at + 1] << 8) | rgba[at + 2];
}

/** The cells by masked colour; undefined when there are more than `most`. */
function cellsOf(rgba: Uint8ClampedArray, mask: number, most: number): Map<number, Cell> | undefined {
  const cells = new Map<number, Cell>();
  for (let i = 0; i < rgba.length; i += 4) {
    const key = colorAt(rgba, i) & mask;
    let cell = cells.get(key);
    if (cell === undefined) {
      if (cells.size === most) return undefined;
      cell = { count: 0, mean: [0, 0, 0], index: 0 };
      cells.set(key, cell);
    }
    cell.count++;
    for (let channel = 0; channel < 3; channel++) {
      cell.mean[channel] += (rgba[i + channel] - cell.mean[channel]) / cell.count;
    }
  }
  return cells;
}

/** The cells in at most 256 boxes: the box that spreads most, weighed by its pixels, is halved until there are so many. */
function medianCut(cells: Cell[]): Cell[][] {
  if (cells.length <= PALETTE) return cells.map((cell) => [cell]);
  const boxes = [measure(cells)];
  while (boxes.length < PALETTE) {
    const widest = boxes.reduce((best, box, index) => (box.badness > boxes[best].badness ? index : best), 0);
    const { cells: box, channel, badness } = boxes[widest];
    if (badness === 0) break;
    box.sort((a, b) => a.mean[channel] - b.mean[channel]);
    const half = box.reduce((sum, { count }) => sum + count, 0) / 2;
    let cut = 1;
    for (let sum = box[0].count; cut < box.length - 1 && sum + box[cut].count <= half; cut++) sum += box[cut].count;
    boxes[widest] = measure(box.slice(0, cut));
    boxes.push(measure(box.slice(cut)));
  }
  return boxes.map(({ cells }) => cells);
}

interface Box {
  cells: Cell[];
  /** The channel that spreads most. */
  channel: number;
  /** 0 for a single cell. */
  badness: number;
}

function measure(cells: Cell[]): Box {
  let channel = 0;
  let spread = -1;
  for (const candidate of [0, 1, 2]) {
    let low = 255;
    let high = 0;
    for (const { mean } of cells) {
      low = Math.min(low, mean[candidate]);
      high = Math.max(high, mean[candidate]);
    }
    if (high - low > spread) [channel, spread] = [candidate, high - low];
  }
  // The root lets a rare colour, such as one small label, keep a place of its own.
  const weight = Math.sqrt(cells.reduce((sum, { count }) => sum + count, 0));
  return { cells, channel, badness: spread * spread * weight };
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const bytes = Buffer.alloc(12 + data.length);
  bytes.writeUInt32BE(data.length, 0);
  bytes.write(type, 4, "latin1");
  bytes.set(data, 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, 8 + data.length)), 8 + data.length);
  return bytes;
}

/** PNG specification, annex D. */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return ~crc >>> 0;
}
