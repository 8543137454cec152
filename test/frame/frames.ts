/** Two small frames that the tests share: one of mixed kinds with missing cells, one over a block of bytes. */
import { Frame } from "#src/frame/frame.js";

export const people: Frame = Frame.fromColumns({
  name: ["Ada", "Ben", null, "Dan"],
  age: [36, NaN, 52, 20],
  member: [true, null, false, true],
});
const shared = (values: number[]): Uint8Array => {
  const data = new Uint8Array(new SharedArrayBuffer(values.length));
  data.set(values);
  return data;
};
/** 4 rows, 3 columns. */
export const matrix: Frame = Frame.fromMatrix({
  data: shared([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]),
  rows: 4,
  columns: 3,
  names: ["a", "b", "c"],
});
/** The cells, row by row. */
export const rowsOf = (frame: Frame): unknown[][] => frame.objects().map((row) => Object.values(row) as unknown[]);
