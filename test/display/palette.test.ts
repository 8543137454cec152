import { describe, expect, test } from "@jest/globals";
import { classColor, classColors, missingColor, rasterColors } from "#src/display/palette.js";

/** What a dichromat sees (Machado, Oliveira and Fernandes 2009, severity 1), on linear RGB. */
const deficiencies = {
  none: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  protanopia: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  deuteranopia: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  tritanopia: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
};

function linear(hex: string): number[] {
  return [1, 3, 5].map((start) => {
    const value = Number.parseInt(hex.slice(start, start + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
}

/** CIE L*a*b*, white D65. */
function labOf([red, green, blue]: number[]): number[] {
  const f = (t: number): number => (t > 216 / 24389 ? Math.cbrt(t) : (t * 24389) / 27 / 116 + 16 / 116);
  const x = f((0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047);
  const y = f(0.2126729 * red + 0.7151522 * green + 0.072175 * blue);
  const z = f((0.0193339 * red + 0.119192 * green + 0.9503041 * blue) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

function seenBy(matrix: number[], hex: string): number[] {
  const rgb = linear(hex);
  const row = (start: number): number =>
    Math.max(
      0,
      rgb.reduce((sum, value, i) => sum + value * matrix[start + i], 0),
    );
  return labOf([row(0), row(3), row(6)]);
}

/** The least distance between any two. */
function nearestOf(matrix: number[], colors: string[]): number {
  const labs = colors.map((hex) => seenBy(matrix, hex));
  return Math.min(
    ...labs.flatMap((a, i) => labs.slice(i + 1).map((b) => Math.hypot(...a.map((value, j) => value - b[j])))),
  );
}

describe("the ten class colours", () => {
  test.each(Object.entries(deficiencies))("differ from each other and from white with %s", (_, matrix) => {
    expect(classColors).toHaveLength(10);
    expect(nearestOf(matrix, [...classColors, "#ffffff"])).toBeGreaterThan(10);
  });

  test.each(Object.entries(deficiencies))("differ from the grey of no class with %s", (_, matrix) => {
    // A light grey stays behind the classes, two of which are greys to some.
    expect(nearestOf(matrix, [...classColors, missingColor, "#ffffff"])).toBeGreaterThan(9);
  });

  test("repeat past ten", () => {
    expect(classColor(13)).toBe(classColors[3]);
    expect(classColor(13, 13)).toBe(missingColor);
  });
});

describe("rasterColors", () => {
  test("ink goes from white to black, diverging has white at 128, blue below and red above", () => {
    const ink = rasterColors("ink");
    expect([...ink.subarray(0, 3), ...ink.subarray(765)]).toEqual([255, 255, 255, 0, 0, 0]);
    const diverging = rasterColors("diverging");
    expect([...diverging.subarray(3 * 128, 3 * 129)]).toEqual([255, 255, 255]);
    expect(Buffer.from(diverging.subarray(0, 3)).toString("hex")).toBe("053061");
    expect(Buffer.from(diverging.subarray(765)).toString("hex")).toBe("67001f");
  });
});
