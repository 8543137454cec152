import { describe, expect, test } from "@jest/globals";
import { nextDirection, rowOrder } from "../../extension/src/views/table-order.js";

describe("rowOrder", () => {
  test("orders numbers by size and texts by the alphabet", () => {
    expect(rowOrder([10, 9, 100], "ascending")).toEqual([1, 0, 2]);
    expect(rowOrder(["Coat", "bag", "Ankle boot"], "ascending")).toEqual([2, 1, 0]);
    expect(rowOrder([true, false], "ascending")).toEqual([1, 0]);
  });

  test("puts missing cells last in both directions", () => {
    expect(rowOrder([null, 2, "NaN", 1], "ascending")).toEqual([3, 1, 0, 2]);
    expect(rowOrder([null, 2, "NaN", 1], "descending")).toEqual([1, 3, 0, 2]);
  });

  test("puts the infinities at the ends of the numbers", () => {
    expect(rowOrder(["Infinity", 0, "-Infinity"], "ascending")).toEqual([2, 1, 0]);
  });

  test("keeps the order of equal rows, and of all rows when there is no direction", () => {
    expect(rowOrder([1, 0, 1, 0], "descending")).toEqual([0, 2, 1, 3]);
    expect(rowOrder([3, 1, 2], "none")).toEqual([0, 1, 2]);
  });
});

test("clicks go from no order to ascending, descending and back", () => {
  expect(nextDirection("none")).toBe("ascending");
  expect(nextDirection("ascending")).toBe("descending");
  expect(nextDirection("descending")).toBe("none");
});
