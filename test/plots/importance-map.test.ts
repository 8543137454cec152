import { expect, test } from "@jest/globals";
import { seededRandom } from "#src/data/random.js";
import { decodeUint8 } from "#src/display/payload.js";
import { Frame } from "#src/frame/frame.js";
import { randomForest } from "#src/forest/random-forest.js";
import { importanceMap } from "#src/plots/importance-map.js";

/** 200 pictures of 3 × 3; the class is told by the middle pixel. */
function pictures(): Frame {
  const random = seededRandom(1);
  const data = Uint8Array.from({ length: 200 * 9 }, () => random.below(256));
  const y = Array.from({ length: 200 }, (_, i) => (data[9 * i + 4] > 127 ? "ink" : "paper"));
  return Frame.fromColumns({ y }).assign(Frame.fromMatrix({ data, rows: 200, columns: 9 }));
}

test("the darkest pixel is the one that tells the classes apart", async () => {
  const forest = await randomForest(pictures(), { target: "y", trees: 30, importance: "permutation", threads: 1 });
  for (const by of ["impurity", "permutation"] as const) {
    const { payload } = importanceMap(forest, { by });
    expect([payload.width, payload.height]).toEqual([3, 3]);
    const bytes = decodeUint8(payload.pixels);
    expect(bytes[4]).toBe(255);
    expect(Math.max(...bytes.filter((_, i) => i !== 4))).toBeLessThan(128);
  }
});

test("what cannot be a picture is refused", async () => {
  const forest = await randomForest(pictures().drop("V9"), { target: "y", trees: 2, threads: 1 });
  expect(() => importanceMap(forest)).toThrow("a square");
  expect(() => importanceMap(forest, { by: "permutation" })).toThrow("Expected a forest with permutation importance");
});
