/** Any names of columns and levels that differ do. */
import { describe, expect, test } from "@jest/globals";
import { crossValidateRank } from "#src/evaluate/cross-validate-rank.js";
import { Frame } from "#src/frame/frame.js";
import { glrm } from "#src/glrm/glrm.js";

const quiet = { onProgress: (): void => {} };

describe("columns named as what every object has", () => {
  test.each(["constructor", "toString", "valueOf", "__proto__", "hasOwnProperty"])(
    "%s is one like any other",
    async (name) => {
      const numbers = Frame.fromColumns({ a: [2, 1, 4, 3, 6, 5, 8, 7], b: [1, 2, 3, 4, 5, 6, 7, 9] });
      const like = await glrm(numbers, { k: 1 });
      expect((await glrm(numbers.rename({ a: name }), { k: 1 })).objective).toBe(like.objective);
      const category = numbers.assign(Frame.fromColumns({ a: ["x", "y", "x", "y", "x", "y", "x", "z"] }));
      const model = await glrm(category.rename({ a: name }), { k: 1, maxIterations: 10 });
      expect(model.archetypes.columnNames).toEqual([`${name}.x`, `${name}.y`, `${name}.z`, "b"]);
      const curve = await crossValidateRank(numbers.rename({ a: name }), { k: [1], folds: 2, seed: 2, ...quiet });
      const expected = await crossValidateRank(numbers, { k: [1], folds: 2, seed: 2, ...quiet });
      expect(curve.rows.at(0, "error")).toBe(expected.rows.at(0, "error"));
    },
  );
});

test("a level's column that would have the name of another gets a number behind it", async () => {
  const frame = Frame.fromColumns({
    c: ["x", "y", "x", "y", "x"],
    "c.x": [1, 2, 3, 4, 5],
    "c.y": [3, 3, 3, 3, 3],
    b: [3, 1, 2, 2, 1],
  });
  const model = await glrm(frame, { k: 2, maxIterations: 20, recoverSvd: true });
  const names = ["c.x_2", "c.y_2", "c.x", "b"];
  expect(model.archetypes.columnNames).toEqual(names);
  expect([...model.eigenvectors!.column("column")]).toEqual(names);
  const again = await glrm(frame, { k: 2, userY: model.archetypes, expandUserY: false, maxIterations: 1 });
  expect(again.history.at(0, "objective")).toBeLessThan(1e9);
  const two = Frame.fromColumns({
    "a.b": ["c", "d", "c"],
    a: ["b.c", "e", "b.c"],
    "a.e_2": [1, 2, 4],
    "a.e": [1, 3, 2],
  });
  expect((await glrm(two, { k: 1, maxIterations: 5 })).archetypes.columnNames).toEqual([
    ...["a.b.c", "a.b.d", "a.b.c_2", "a.e_3", "a.e_2", "a.e"],
  ]);
});
