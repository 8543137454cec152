import { describe, expect, test } from "@jest/globals";
import { classColors, missingColor } from "../../src/display/palette.js";
import { channels, contrast, groupColor, isDark, luminance, readable } from "../../extension/src/views/colors.js";

describe("class colours", () => {
  test.each(["#ffffff", "#111111", "#000000"])("stand out from %s and stay ten different colours", (paper) => {
    for (const use of ["point", "text"] as const) {
      const colors = classColors.map((_, group) => groupColor(group, paper, use));
      colors.push(groupColor(10, paper, use, 10));
      expect(new Set(colors).size).toBe(classColors.length + 1);
      for (const color of colors) {
        const found = contrast(luminance(channels(color)), luminance(channels(paper)));
        expect(found).toBeGreaterThanOrEqual(use === "text" ? 2.3 : 1.8);
      }
    }
  });

  test("that stand out already are left alone", () => {
    expect(readable("#bd1f01", "#ffffff", 3)).toBe("#bd1f01");
    expect(groupColor(2, "#ffffff", "point", 2)).toBe(missingColor);
  });
});

test("channels reads what a canvas writes", () => {
  expect(channels("#0a0b0c")).toEqual([10, 11, 12]);
  expect(channels("rgba(1, 2, 3, 0.5)")).toEqual([1, 2, 3]);
});

test("isDark tells JupyterLab's dark papers from its light ones", () => {
  expect(["#111111", "#000000"].map(isDark)).toEqual([true, true]);
  expect(["#ffffff", "#f5f5f5"].map(isDark)).toEqual([false, false]);
});
