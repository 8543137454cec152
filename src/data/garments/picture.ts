/** Layers of polygons into a picture of 64 × 64 numbers from 0 (paper) to 1 (ink), with smooth edges. */
import type { Layer, Point } from "./outline.js";

/** Width and height of a picture; the shapes' square from −1 to 1 fills all but a border of `pictureBorder`. */
export const pictureSize = 64;
export const pictureBorder = 2;

/** Points a picture's pixel is sampled at, in each direction. */
const samples = 3;

export function garmentPicture(layers: readonly Layer[]): Float32Array {
  const fine = pictureSize * samples;
  const ink = new Float32Array(fine * fine);
  for (const layer of layers) fill(ink, fine, smooth(layer.outline), layer.ink);

  const picture = new Float32Array(pictureSize * pictureSize);
  for (let y = 0, at = 0; y < pictureSize; y++) {
    for (let x = 0; x < pictureSize; x++, at++) {
      let sum = 0;
      for (let row = samples * y; row < samples * (y + 1); row++) {
        for (let column = samples * x; column < samples * (x + 1); column++) sum += ink[row * fine + column];
      }
      picture[at] = sum / (samples * samples);
    }
  }
  return picture;
}

/** Cuts the corners twice (Chaikin 1974), little enough to keep the shape. */
function smooth(outline: readonly Point[]): Point[] {
  let points = [...outline];
  for (let round = 0; round < 2; round++) {
    points = points.flatMap((point, index) => {
      const next = points[(index + 1) % points.length];
      return [between(point, next, 0.15), between(point, next, 0.85)];
    });
  }
  return points;
}

function between([x0, y0]: Point, [x1, y1]: Point, part: number): Point {
  return [x0 + part * (x1 - x0), y0 + part * (y1 - y0)];
}

/** Fills an outline line by line, by the even-odd rule. */
function fill(ink: Float32Array, size: number, outline: readonly Point[], value: number): void {
  const border = pictureBorder * samples;
  const scale = (size - 2 * border) / 2;
  const xs = outline.map(([x]) => border + (x + 1) * scale);
  const ys = outline.map(([, y]) => border + (y + 1) * scale);
  const first = Math.max(0, Math.floor(Math.min(...ys)));
  const last = Math.min(size - 1, Math.ceil(Math.max(...ys)));
  for (let row = first; row <= last; row++) {
    const crossings = crossingsAt(row + 0.5, xs, ys);
    for (let pair = 0; pair + 1 < crossings.length; pair += 2) {
      const start = Math.max(0, Math.ceil(crossings[pair] - 0.5));
      const end = Math.min(size, Math.ceil(crossings[pair + 1] - 0.5));
      if (start < end) ink.fill(value, row * size + start, row * size + end);
    }
  }
}

/** Where the outline crosses a horizontal line, from left to right. */
function crossingsAt(y: number, xs: readonly number[], ys: readonly number[]): number[] {
  const crossings: number[] = [];
  let before = xs.length - 1;
  for (let point = 0; point < xs.length; before = point++) {
    if (ys[before] <= y === ys[point] <= y) continue;
    crossings.push(xs[before] + ((y - ys[before]) / (ys[point] - ys[before])) * (xs[point] - xs[before]));
  }
  return crossings.sort((one, other) => one - other);
}
