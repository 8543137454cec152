import { expect, test } from "@jest/globals";
import { byteRows, bytesChunks, columnsByZeros } from "#src/linear/zeros-together.js";
import type { Matrix } from "#src/matrix/matrix.js";
import { createInstance } from "#src/wasm/instance.js";
import { forSeeds } from "../helpers/property.js";
import { slowOrderByZeros } from "../reference/linear.js";

test("rows with the same zeros stand together, each once, and a row of zeros follows", async () => {
  await forSeeds(6, (random) => {
    const [m, n, more] = [1 + random.below(90), 1 + random.below(50), random.below(3)];
    const rows = Array.from({ length: m }, () => Array.from({ length: n }, () => random.below(2) * random.below(256)));
    const line = 16 * Math.ceil(n / 16);
    const [rowStride, offset] = [n + more, 5];
    const data = new Uint8Array(offset + m * rowStride).fill(9);
    rows.forEach((row, i) => data.set(row, offset + i * rowStride));
    const matrix: Matrix = { data, rows: m, columns: n, rowStride, offset, names: [] };
    const instance = createInstance();
    const { arena } = instance;
    const [first, chunkRows] = [random.below(m), 64];
    const columnOrder = random.below(2) === 0 ? columnsByZeros(matrix, line) : undefined;
    const found = arena.settled(() => byteRows(instance, matrix, chunkRows, line, columnOrder));
    const count = Math.min(chunkRows, m - first);
    found.load(first, count);
    const order = slowOrderByZeros(rows.slice(first, first + count));
    expect([...found.order.subarray(0, count)]).toEqual(order);
    const padding = new Array<number>(line - n).fill(0);
    order.forEach((row, i) => {
      const whole = [...rows[first + row], ...padding];
      const wanted = columnOrder === undefined ? whole : Array.from(columnOrder, (column) => whole[column]);
      expect([...arena.bytes(found.addresses[i], line)]).toEqual(wanted);
    });
    expect([...arena.bytes(found.addresses[count], line)]).toEqual(new Array(line).fill(0));
  });
});

test("columns that are most often zero come first, two neighbours together", () => {
  const rows = [
    [1, 1, 0, 0, 9],
    [0, 1, 0, 2, 0],
    [1, 0, 0, 0, 8],
  ];
  const matrix: Matrix = {
    ...{ data: Uint8Array.from(rows.flat()), rows: 3, columns: 5 },
    ...{ rowStride: 5, offset: 0, names: [] },
  };
  // Filled cells of the pairs: 4, 1, 2; those that pad the five columns: none.
  expect([...columnsByZeros(matrix, 8)]).toEqual([6, 7, 2, 3, 4, 5, 0, 1]);
});

test("chunks of long rows hold fewer of them", () => {
  const chunksOf = (rows: number, columns: number): object =>
    bytesChunks({ data: new Uint8Array(0), rows, columns, rowStride: columns, offset: 0, names: [] });
  expect(chunksOf(60_000, 784)).toEqual({ chunkRows: 1920, chunks: 32 });
  expect(chunksOf(1_000_000, 784)).toEqual({ chunkRows: 2048, chunks: 489 });
  expect(chunksOf(100_000, 20_000)).toEqual({ chunkRows: 192, chunks: 521 });
  expect(chunksOf(10, 10_000_000)).toEqual({ chunkRows: 64, chunks: 1 });
});
