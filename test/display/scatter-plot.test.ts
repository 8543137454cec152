import { expect, test } from "@jest/globals";
import { scatterPlot } from "#src/display/scatter-plot.js";

test("centroids are the means of each class that has points with a place, in the order of the classes", () => {
  const points = { x: [0, 2, 10, NaN], y: [1, 3, 5, 7] };
  const { payload } = scatterPlot(points, { label: [0, 0, 2, 1], names: ["a", "b", "c"], centroids: true });
  expect(payload.centroids).toEqual([
    { group: 0, x: 1, y: 2 },
    { group: 2, x: 10, y: 5 },
  ]);
  expect(scatterPlot(points, { label: [0, 0, 2, 1], names: ["a", "b", "c"] }).payload).not.toHaveProperty("centroids");
});
