/** A matrix with fewer columns. */
import type { Matrix } from "../matrix/matrix.js";
import { eachRow } from "../workers/breathe.js";

/** The matrix with only some of its columns, in this order; a copy in shared memory. */
export async function keepColumns(
  { data, rows, rowStride, offset, names }: Matrix,
  kept: readonly number[],
  signal: AbortSignal | undefined,
): Promise<Matrix> {
  const copy = sharedLike(data, rows * kept.length);
  await eachRow(rows, signal, (i) => {
    const from = offset + i * rowStride;
    const to = i * kept.length;
    for (let j = 0; j < kept.length; j++) copy[to + j] = data[from + kept[j]];
  });
  return {
    ...{ data: copy, rows, columns: kept.length, rowStride: kept.length, offset: 0 },
    names: kept.map((j) => names[j]),
  };
}

/** Zeros of the same kind of number, in shared memory. */
function sharedLike(data: Matrix["data"], length: number): Matrix["data"] {
  const buffer = new SharedArrayBuffer(data.BYTES_PER_ELEMENT * length);
  if (data instanceof Uint8Array) return new Uint8Array(buffer);
  return data instanceof Float32Array ? new Float32Array(buffer) : new Float64Array(buffer);
}
