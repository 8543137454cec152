import { expect, test } from "@jest/globals";
import type { LinesPayload } from "../../src/display/payload.js";
import { lostOnLogAxes, rangeOfOne, tickValues } from "../../extension/src/views/lines-axes.js";

test("a logarithmic axis with few places has a tick at each", () => {
  expect(
    tickValues("log", [
      [2, 4, 8],
      [4, 16],
    ]),
  ).toMatchObject({ tickvals: [2, 4, 8, 16], ticktext: ["2", "4", "8", "16"] });
});

test("an axis that is linear, or has many places, leaves its ticks to Plotly", () => {
  expect(tickValues("linear", [[1, 1.5, 2]])).toEqual({});
  expect(tickValues("linear", [[0, 100]])).toEqual({});
  expect(tickValues("linear")).toEqual({});
  expect(tickValues("log", [Array.from({ length: 50 }, (_, i) => i + 1)])).not.toHaveProperty("tickvals");
});

test("a linear axis over few whole numbers has no ticks between them", () => {
  expect(tickValues("linear", [[1, 2, 3, null]])).toEqual({ tick0: 0, dtick: 1 });
});

test("an axis of one value is as wide as on a drawn page, whatever its size", () => {
  expect(rangeOfOne("linear", [[0], [0]])).toEqual({ range: [-0.04, 0.04] });
  expect(rangeOfOne("linear", [[1e8, null], []])).toEqual({ range: [0.96e8, 1.04e8] });
  for (const places of [[[1, 2]], [[1], [2]], [[]], [[null]]]) expect(rangeOfOne("linear", places)).toEqual({});
  expect(rangeOfOne("log", [[5]])).toEqual({});
});

test("points at zero or below are counted as lost on logarithmic axes only", () => {
  const payload: LinesPayload = {
    title: "",
    xLabel: "",
    yLabel: "",
    xScale: "log",
    yScale: "linear",
    series: [{ name: "a", x: [0, 1, 2], y: [-1, 0, 1] }],
  };
  expect(lostOnLogAxes(payload)).toBe(1);
  expect(lostOnLogAxes({ ...payload, yScale: "log" })).toBe(2);
  expect(lostOnLogAxes({ ...payload, xScale: "linear" })).toBe(0);
});
