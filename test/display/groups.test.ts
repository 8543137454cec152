import { describe, expect, test } from "@jest/globals";
import { groupsOf } from "#src/display/groups.js";
import { decodeUint16, decodeUint8 } from "#src/display/payload.js";
import { scatterPlot } from "#src/display/scatter-plot.js";

describe("groupsOf", () => {
  test("with names, labels are places in them and every name is a group", () => {
    expect(groupsOf([2, 0, 2], ["Bag", "Coat", "Shirt"])).toEqual({
      group: Uint8Array.of(2, 0, 2),
      groupNames: ["Bag", "Coat", "Shirt"],
      groupMarks: ["0", "1", "2"],
    });
  });

  test("without names, groups are the labels that occur, numbers by size and texts by alphabet", () => {
    expect(groupsOf(Float64Array.of(10, 9, 10))).toEqual({
      group: Uint8Array.of(1, 0, 1),
      groupNames: ["9", "10"],
      groupMarks: ["9", "10"],
    });
    expect(groupsOf(["virginica", "setosa"])).toEqual({
      group: Uint8Array.of(1, 0),
      groupNames: ["setosa", "virginica"],
      groupMarks: ["0", "1"],
    });
  });

  test("a category's levels keep their order; those that do not occur are left out", () => {
    const label = Object.assign(["low", "high"], { levels: ["high", "middle", "low"] });
    expect(groupsOf(label).groupNames).toEqual(["high", "low"]);
  });

  test("missing labels are a group of their own", () => {
    expect(groupsOf([0, NaN, null], ["Bag"])).toEqual({
      group: Uint8Array.of(0, 1, 1),
      groupNames: ["Bag", "missing"],
      groupMarks: ["0", "?"],
      missingGroup: 1,
    });
    expect(groupsOf(["missing", "other"])).not.toHaveProperty("missingGroup");
  });

  test("labels that are no places in names, or too many, are refused", () => {
    expect(() => groupsOf([0, 3], ["Bag"])).toThrow(
      new RangeError("Expected label to hold integers from 0 to 0, places in names, but found 3 at 1"),
    );
    expect(() => groupsOf(["Bag"], ["Bag"])).toThrow(/but found "Bag" at 0/);
    expect(() => groupsOf(Array.from({ length: 256 }, (_, i) => i))).toThrow(
      new RangeError("Expected label to have at most 255 different values but found 256"),
    );
  });
});

describe("scatterPlot", () => {
  test("quantises the points over their ranges", () => {
    const { payload } = scatterPlot({ x: [0, 1, 2], y: [5, 6, 5] });
    expect(payload).toMatchObject({ count: 3, xRange: [0, 2], yRange: [5, 6], mark: "dot", title: "", xLabel: "x" });
    expect([...decodeUint16(payload.positions)]).toEqual([0, 0, 32768, 65535, 65535, 0]);
    expect("group" in payload || "note" in payload).toBe(false);
  });

  test("leaves out points without a place, with their labels, and says how many", () => {
    const { payload } = scatterPlot(
      { x: [0, NaN, 2], y: [5, 6, 7] },
      { label: [0, 1, 2], mark: "groupMark", note: "Drawn." },
    );
    expect([...decodeUint8(payload.group!)]).toEqual([0, 2]);
    expect(payload).toMatchObject({ count: 2, mark: "groupMark", note: "1 point without a place left out. Drawn." });
  });

  test("says which group is of no class", () => {
    const { payload } = scatterPlot({ x: [0, 1], y: [5, 6] }, { label: [null, 0], names: ["Bag", "Coat"] });
    expect(payload).toMatchObject({ groupNames: ["Bag", "Coat", "missing"], missingGroup: 2 });
    expect([...decodeUint8(payload.group!)]).toEqual([2, 0]);
  });

  test("arrays of different lengths are refused", () => {
    expect(() => scatterPlot({ x: [1], y: [1, 2] })).toThrow(
      new RangeError("Expected x and y to be equally long but found 1 and 2"),
    );
    expect(() => scatterPlot({ x: [1], y: [1] }, { label: [0, 1] })).toThrow(
      new RangeError("Expected label to have one value for each of the 1 rows but found 2"),
    );
  });
});
