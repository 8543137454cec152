/** What the threads of a fit share: how large it may be, and that its ranges do not depend on threads. */
import { expect, test } from "@jest/globals";
import { seededRandom } from "#src/data/random.js";
import { Frame } from "#src/frame/frame.js";
import { fitState, rangeCount } from "#src/glrm/fit-state.js";
import { glrm } from "#src/glrm/glrm.js";
import { sharedDoubles } from "#src/matrix/matrix.js";

function wide(rows: number, columns: number, k: number) {
  const matrix = { data: sharedDoubles(0), rows, columns, rowStride: columns, offset: 0, names: [] };
  return { matrix, columns: [], width: columns, k, single: false };
}

test("the sums of a wide table take 64 MiB, or eight times the memory of Y", () => {
  for (const [columns, k] of [
    [20_000, 100],
    [20_000, 15],
    [784, 256],
  ]) {
    const { slopes, y } = fitState(wide(200, columns, k), 1, 3);
    expect(slopes.byteLength).toBeLessThanOrEqual(Math.max(2 ** 26, 8 * y.byteLength));
  }
  expect(rangeCount(wide(60_000, 784, 256))).toBe(32);
});

test("a fit with fewer ranges for its width is the same to the last bit on any number of threads", async () => {
  const [rows, columns, k] = [120, 4000, 72];
  const random = seededRandom(7);
  const data = Float64Array.from({ length: rows * columns }, () => (random.below(10) === 0 ? NaN : random.uniform()));
  const frame = Frame.fromMatrix({ data, rows, columns });
  expect(rangeCount(wide(rows, columns, k))).toBe(29);
  const [one, three] = await Promise.all(
    [1, 3].map((threads) => glrm(frame, { k, maxIterations: 1, solver: "majorize", threads })),
  );
  expect(three.objective).toBe(one.objective);
  expect(three.representation.objects()).toEqual(one.representation.objects());
});
