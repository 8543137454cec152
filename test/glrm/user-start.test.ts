/** Where a start of the user's own begins: columns by name, or by their places in the frame. */
import { expect, test } from "@jest/globals";
import { Frame } from "#src/frame/frame.js";
import { glrm } from "#src/glrm/glrm.js";

test("userY without the frame's names goes by the places of the frame's columns, categories where they stand", async () => {
  const frame = Frame.fromColumns({ n: [1, 2, 3, 4.5], c: ["x", "y", "x", "y"], p: [2, 1, 0, 5] });
  const options = { k: 1, solver: "h2o", maxUpdates: 1 } as const;
  const [number, level, other] = [[0.5], ["y"], [0.25]];
  const named = await glrm(frame, { ...options, userY: Frame.fromColumns({ c: level, p: other, n: number }) });
  const placed = await glrm(frame, { ...options, userY: Frame.fromColumns({ V1: number, V2: level, V3: other }) });
  expect(named.archetypes.row(0)).toEqual({ "c.x": 0, "c.y": 1, n: 0.5, p: 0.25 });
  expect(placed.archetypes.row(0)).toEqual(named.archetypes.row(0));
});
