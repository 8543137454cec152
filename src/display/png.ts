/**
 * RGBA pixels to a PNG file of at most 256 colours: a third of the size of a full-colour file, which keeps notebooks
 * with many charts small. Colours past 256 are merged by median cut over a histogram of 5 bits a channel
 * (P. Heckbert, "Color Image Quantization for Frame Buffer Display", 1982, section 3.2). Opacity is ignored.
 */
import { deflateSync } from "node:zlib";

export function encodePng(rgba: Uint8ClampedArray, width: number, height: number): Uint8Array {
  const { colors, indices } = exactColors(rgba) ?? mergedColors(rgba);
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

/** Undefined when there are more than 256 colours. */
function exactColors(rgba: Uint8ClampedArray): Indexed | undefined {
  const known = new Map<number, number>();
  const indices = new Uint8Array(rgba.length / 4);
  for (let pixel = 0; pixel < indices.length; pixel++) {
    const color = (rgba[4 * pixel] << 16) | (rgba[4 * pixel + 1] << 8) | rgba[4 * pixel + 2];
    let index = known.get(color);
    if (index === undefined) {
      index = known.size;
      if (index === 256) return undefined;
      known.set(color, index);
    }
    indices[pixel] = index;
  }
  const colors = Uint8Array.from([...known.keys()].flatMap((color) => [color >> 16, (color >> 8) & 255, color & 255]));
  return { colors, indices };
}

const BINS = 32 ** 3;

function mergedColors(rgba: Uint8ClampedArray): Indexed {
  const counts = new Uint32Array(BINS);
  const sums = new Float64Array(3 * BINS);
  for (let i = 0; i < rgba.length; i += 4) {
    const bin = binOf(rgba, i);
    counts[bin]++;
    for (let channel = 0; channel < 3; channel++) sums[3 * bin + channel] += rgba[i + channel];
  }
  const boxes = medianCut(counts);
  const colors = new Uint8Array(3 * boxes.length);
  const colorOfBin = new Uint8Array(BINS);
  boxes.forEach((bins, index) => {
    const count = bins.reduce((sum, bin) => sum + counts[bin], 0);
    for (const bin of bins) colorOfBin[bin] = index;
    for (let channel = 0; channel < 3; channel++) {
      colors[3 * index + channel] = Math.round(bins.reduce((sum, bin) => sum + sums[3 * bin + channel], 0) / count);
    }
  });
  const indices = new Uint8Array(rgba.length / 4);
  for (let pixel = 0; pixel < indices.length; pixel++) indices[pixel] = colorOfBin[binOf(rgba, 4 * pixel)];
  return { colors, indices };
}

/** The five highest bits of red, green and blue, as one number. */
function binOf(rgba: Uint8ClampedArray, at: number): number {
  return ((rgba[at] >> 3) << 10) | ((rgba[at + 1] >> 3) << 5) | (rgba[at + 2] >> 3);
}

/** The used bins in at most 256 boxes: the box that spreads most, weighed by its pixels, is halved until there are so many. */
function medianCut(counts: Uint32Array): number[][] {
  const used: number[] = [];
  for (let bin = 0; bin < counts.length; bin++) if (counts[bin] > 0) used.push(bin);
  const boxes = [measure(used, counts)];
  while (boxes.length < 256) {
    const widest = boxes.reduce((best, box, index) => (box.badness > boxes[best].badness ? index : best), 0);
    const { bins, shift, badness } = boxes[widest];
    if (badness === 0) break;
    bins.sort((a, b) => ((a >> shift) & 31) - ((b >> shift) & 31) || a - b);
    const half = bins.reduce((sum, bin) => sum + counts[bin], 0) / 2;
    let cut = 0;
    for (let sum = 0; cut < bins.length - 1 && (cut === 0 || sum + counts[bins[cut]] <= half); cut++) {
      sum += counts[bins[cut]];
    }
    boxes[widest] = measure(bins.slice(0, cut), counts);
    boxes.push(measure(bins.slice(cut), counts));
  }
  return boxes.map(({ bins }) => bins);
}

interface Box {
  bins: number[];
  /** Where the channel that spreads most begins in a bin's number. */
  shift: number;
  /** 0 for a single bin. */
  badness: number;
}

function measure(bins: number[], counts: Uint32Array): Box {
  let shift = 0;
  let spread = -1;
  for (const candidate of [10, 5, 0]) {
    let low = 31;
    let high = 0;
    for (const bin of bins) {
      low = Math.min(low, (bin >> candidate) & 31);
      high = Math.max(high, (bin >> candidate) & 31);
    }
    if (high - low > spread) [shift, spread] = [candidate, high - low];
  }
  // The root lets a rare colour, such as one small label, keep a place of its own.
  const weight = Math.sqrt(bins.reduce((sum, bin) => sum + counts[bin], 0));
  return { bins, shift, badness: spread * spread * weight };
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
