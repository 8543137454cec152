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
  for (let y = 0; y < fine; y++) {
    for (let x = 0; x < fine; x++) {
      picture[Math.floor(y / samples) * pictureSize + Math.floor(x / samples)] += ink[y * fine + x] / samples ** 2;
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
  const toGrid = (coordinate: number): number => border + (coordinate + 1) * scale;
  for (let row = 0; row < size; row++) {
    const y = row + 0.5;
    const crossings: number[] = [];
    outline.forEach(([x0, y0], index) => {
      const [x1, y1] = outline[(index + 1) % outline.length];
      const top = toGrid(y0);
      const bottom = toGrid(y1);
      if (top <= y === bottom <= y) return;
      crossings.push(toGrid(x0) + ((y - top) / (bottom - top)) * (toGrid(x1) - toGrid(x0)));
    });
    crossings.sort((one, other) => one - other);
    for (let pair = 0; pair + 1 < crossings.length; pair += 2) {
      const start = Math.max(0, Math.ceil(crossings[pair] - 0.5));
      const end = Math.min(size, Math.ceil(crossings[pair + 1] - 0.5));
      ink.fill(value, row * size + start, row * size + Math.max(start, end));
    }
  }
}
