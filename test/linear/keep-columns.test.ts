/** A matrix with fewer columns is a copy of the same kind, and a long one can be stopped. */
import { expect, test } from "@jest/globals";
import { keepColumns } from "#src/linear/keep-columns.js";
import { forSeeds } from "../helpers/property.js";

test("columns come in the order asked for, from any block, as the same kind of number", async () => {
  await forSeeds(30, async (random) => {
    const [rows, columns, offset] = [1 + random.below(100), 1 + random.below(9), random.below(3)];
    const rowStride = columns + random.below(3);
    const length = offset + rows * rowStride;
    const Numbers = [Uint8Array, Float32Array, Float64Array][random.below(3)];
    const data = Numbers.from(Array.from({ length }, () => random.below(200)));
    const names = Array.from({ length: columns }, (_, j) => `V${j}`);
    const kept = names.flatMap((_, j) => (random.below(2) === 0 ? [j] : []));
    const found = await keepColumns({ data, rows, columns, rowStride, offset, names }, kept, undefined);
    expect(found.names).toEqual(kept.map((j) => `V${j}`));
    const expected = Array.from({ length: rows }, (_, i) => kept.map((j) => data[offset + i * rowStride + j]));
    expect(found.data).toEqual(Numbers.from(expected.flat()));
    expect(found.data.buffer).toBeInstanceOf(SharedArrayBuffer);
  });
});

test("it stops for a signal", async () => {
  const matrix = { data: new Float64Array(4), rows: 2, columns: 2, rowStride: 2, offset: 0, names: ["a", "b"] };
  await expect(keepColumns(matrix, [1], AbortSignal.abort())).rejects.toThrow(/aborted/);
});
