import { describe, expect, test } from "@jest/globals";
import type { ScatterPayload } from "../../src/display/payload.js";
import {
  airyRange,
  countShown,
  groupCounts,
  nearestPoint,
  pointLook,
  readPoints,
  toPixels,
  valueOf,
  valueToPixels,
} from "../../extension/src/views/scatter-points.js";

/** Four corners of the square from (−1, 0) to (1, 10); the first two are group 0. */
const payload: ScatterPayload = {
  title: "",
  xLabel: "x",
  yLabel: "y",
  count: 4,
  xRange: [-1, 1],
  yRange: [0, 10],
  positions: Buffer.from(Uint16Array.of(0, 0, 65535, 0, 0, 65535, 65535, 65535).buffer).toString("base64"),
  group: Buffer.from([0, 0, 1, 1]).toString("base64"),
  groupNames: ["low", "high"],
  mark: "dot",
};
const points = readPoints(payload);
const spans = {
  x: { range: [-1, 1] as [number, number], start: 0, end: 200 },
  y: { range: [0, 10] as [number, number], start: 100, end: 0 },
};
const everything = (): boolean => true;

test("a value lies where a point of that value would", () => {
  expect([-1, 0, 1].map((value) => valueToPixels(value, spans.x))).toEqual([0, 100, 200]);
  expect([0, 2.5, 10].map((value) => valueToPixels(value, spans.y))).toEqual([100, 75, 0]);
});

test("values come back from their quantised positions", () => {
  expect([0, 1, 2, 3].map((index) => valueOf(points, index, 0))).toEqual([-1, 1, -1, 1]);
  expect([0, 1, 2, 3].map((index) => valueOf(points, index, 1))).toEqual([0, 0, 10, 10]);
});

test("positions go to pixels, upward on the y axis", () => {
  const x = toPixels(points.xRange, spans.x);
  const y = toPixels(points.yRange, spans.y);
  expect(x.offset + x.factor * 65535).toBeCloseTo(200);
  expect(y.offset).toBeCloseTo(100);
  expect(y.offset + y.factor * 65535).toBeCloseTo(0);
});

describe("nearestPoint", () => {
  test("finds the point under the pointer", () => {
    expect(nearestPoint(points, spans, { x: 197, y: 4 }, everything)).toBe(3);
    expect(nearestPoint(points, spans, { x: 2, y: 98 }, everything)).toBe(0);
  });

  test("finds nothing far from all points, nor among hidden groups", () => {
    expect(nearestPoint(points, spans, { x: 100, y: 50 }, everything)).toBe(-1);
    expect(nearestPoint(points, spans, { x: 197, y: 4 }, (group) => group === 0)).toBe(-1);
  });

  test("agrees with a search over values, for random points", () => {
    let state = 7;
    const random = (): number => (state = (state * 16807) % 2147483647) / 2147483647;
    const cloud = { ...points, count: 500, group: new Uint8Array(500), positions: new Uint16Array(1000) };
    for (let index = 0; index < 1000; index++) cloud.positions[index] = Math.floor(random() * 65536);
    for (let trial = 0; trial < 50; trial++) {
      const place = { x: 200 * random(), y: 100 * random() };
      const distances = Array.from({ length: 500 }, (_, index) =>
        Math.hypot(100 * (valueOf(cloud, index, 0) + 1) - place.x, 100 - 10 * valueOf(cloud, index, 1) - place.y),
      );
      const nearest = distances.indexOf(Math.min(...distances));
      expect(nearestPoint(cloud, spans, place, everything, 1000)).toBe(nearest);
    }
  });
});

test("countShown counts shown groups between the ends of both axes", () => {
  expect(countShown(points, spans, everything)).toBe(4);
  expect(countShown(points, spans, (group) => group === 1)).toBe(2);
  expect(countShown(points, { ...spans, x: { ...spans.x, range: [0, 2] } }, everything)).toBe(2);
});

test("groupCounts counts each group's points", () => {
  expect(groupCounts(points, 2)).toEqual([2, 2]);
});

test("airyRange leaves air on both sides, also where all values are equal", () => {
  expect(airyRange([0, 100])).toEqual([-4, 104]);
  const [start, end] = airyRange([5, 5]);
  expect(start).toBeLessThan(5);
  expect(end).toBeGreaterThan(5);
});

test("pointLook makes many points smaller and fainter than few", () => {
  const [few, many] = [pointLook(10), pointLook(60_000)];
  expect(many.radius).toBeLessThan(few.radius);
  expect(many.opacity).toBeLessThan(few.opacity);
  expect(many.markSize).toBeLessThan(few.markSize);
});
