/**
 * The first places of the map: rows × dims, float64, small, so that the forces are gentle at first.
 */
import { seededRandom, type Random } from "../data/random.js";
import { Frame } from "../frame/frame.js";
import type { TsneOptions } from "./options.js";
import type { Points } from "./order.js";
import { deviationOf } from "./prepare.js";

/** Standard deviation of the first dimension. */
const SIZE = 1e-4;
/** Share of it by which places are shaken, so that equal rows part. */
const SHAKE = 0.01;

/** The leading scores, scaled; dimensions past the scores' columns are random (openTSNE's default, with its jitter). */
export function scoresInit(scores: Points, dims: number, seed: number): Float64Array {
  const { values, rows, columns } = scores;
  const deviation = deviationOf(scores, 0);
  const scale = deviation > 0 ? SIZE / deviation : 0;
  const normal = normalNumbers(seededRandom(seed));
  return Float64Array.from({ length: rows * dims }, (_, at) => {
    const [i, c] = [Math.floor(at / dims), at % dims];
    const place = c < columns ? values[i * columns + c] * scale : SIZE * normal();
    return place + SHAKE * SIZE * normal();
  });
}

/** Normal numbers of standard deviation 10⁻⁴ (Rtsne's). */
export function randomInit(rows: number, dims: number, seed: number): Float64Array {
  const normal = normalNumbers(seededRandom(seed));
  return Float64Array.from({ length: rows * dims }, () => SIZE * normal());
}

/** Places given by the user, as they are. Throws unless there are rows × dims finite numbers. */
export function givenInit(
  init: Exclude<TsneOptions["init"], string | undefined>,
  rows: number,
  dims: number,
): Float64Array {
  let values: ArrayLike<number>;
  if (init instanceof Frame) {
    if (init.rowCount !== rows || init.columnCount !== dims) {
      const found = `${init.rowCount} x ${init.columnCount}`;
      throw new RangeError(`Expected init to be of rows x dims = ${rows} x ${dims} but found ${found}`);
    }
    const { data, rowStride, offset } = init.toMatrix();
    values = Float64Array.from({ length: rows * dims }, (_, at) => {
      return data[offset + Math.floor(at / dims) * rowStride + (at % dims)];
    });
  } else {
    values = init;
  }
  if (values.length !== rows * dims) {
    throw new RangeError(`Expected init to hold rows · dims = ${rows * dims} numbers but found ${values.length}`);
  }
  const places = Float64Array.from(values);
  const wrong = places.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0) {
    throw new RangeError(
      `Expected init to hold finite numbers but found ${places[wrong]} in row ${Math.floor(wrong / dims)}`,
    );
  }
  return places;
}

/** Standard normal numbers (Box and Muller 1958). */
export function normalNumbers(random: Random): () => number {
  return () => {
    const radius = Math.sqrt(-2 * Math.log(1 - random.uniform()));
    return radius * Math.cos(2 * Math.PI * random.uniform());
  };
}
