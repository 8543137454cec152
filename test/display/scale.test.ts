import { describe, expect, test } from "@jest/globals";
import {
  linearTicks,
  logTicks,
  scaleOver,
  tickLabels,
  ticksAtValues,
  wholeTicks,
  type Scale,
} from "#src/display/scale.js";
import { forSeeds } from "./random.js";

function texts(scale: Scale): string[] {
  return tickLabels(scale).labels.map(({ text, power }) => (power === undefined ? text : `${text}^${power}`));
}

describe("ticks", () => {
  test("are multiples of 1, 2 or 5 times a power of ten", () => {
    expect(linearTicks(0, 1, 5)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
    expect(linearTicks(-3188, 82, 7)).toEqual([-3000, -2500, -2000, -1500, -1000, -500, 0]);
    expect(linearTicks(0.1, 0.35, 3)).toEqual([0.1, 0.2, 0.3]);
  });

  test("on a logarithmic axis are powers of ten, thinned or filled up", () => {
    expect(logTicks(1, 1e12, 6)).toEqual([1, 100, 1e4, 1e6, 1e8, 1e10, 1e12]);
    expect(logTicks(1.5, 300, 7)).toEqual([3, 10, 30, 100, 300]);
    expect(logTicks(0.9, 11, 7)).toEqual([1, 2, 5, 10]);
    expect(logTicks(100, 200, 5)).toEqual([100, 120, 140, 160, 180, 200]);
  });

  test("have equally many decimals, and a common power when they are very large or small", () => {
    expect(texts(scaleOver([0, 1], "linear", 5, 0))).toEqual(["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]);
    expect(texts(scaleOver([-15_000, 0], "linear", 3, 0))).toEqual(["−15,000", "−10,000", "−5,000", "0"]);
    expect(texts(scaleOver([2020, 2022], "linear", 2, 0))).toEqual(["2020", "2021", "2022"]);
    const objective = tickLabels(scaleOver([1e11, 1.5e11], "linear", 2, 0));
    expect([objective.labels.map(({ text }) => text), objective.power]).toEqual([["1.0", "1.2", "1.4"], 11]);
  });

  test("on a logarithmic axis stand for themselves, with a raised power past what reads well", () => {
    expect(texts(scaleOver([1e-5, 1e6], "log", 12, 0))).toEqual([
      "10^-5",
      "10^-4",
      "0.001",
      "0.01",
      "0.1",
      "1",
      "10",
      "100",
      "1,000",
      "10,000",
      "100,000",
      "10^6",
    ]);
    expect(texts({ ...scaleOver([1, 2e7], "log", 5), ticks: [2e7] })).toEqual(["2 × 10^7"]);
  });

  test("stand at the values where those are few and apart", () => {
    const k = [2, 4, 8, 16, 32];
    const scale = scaleOver(k, "log", 7);
    expect(ticksAtValues(scale, k).ticks).toEqual(k);
    expect(ticksAtValues(scale, [2, 2.01, 32])).toBe(scale);
    expect(ticksAtValues(scale, [0, 2, 32])).toBe(scale);
  });
});

test("between whole numbers there are no ticks", () => {
  const scale = scaleOver([1, 2, 3], "linear", 7);
  expect(scale.ticks).toContain(1.2);
  expect(wholeTicks(scale, [1, 2, 3]).ticks).toEqual([1, 2, 3]);
  expect(wholeTicks(scale, [1, 2.5, 3])).toBe(scale);
  const one = scaleOver([0.2, 0.4], "linear", 7);
  expect(wholeTicks(one, [7])).toBe(one);
});

describe("scaleOver", () => {
  test("takes values that are equal but for rounding for one, and is done at once", () => {
    for (const [kind, size] of [
      ["linear", 1],
      ["log", 1],
      ["linear", -1e16],
      ["linear", 149471132434],
    ] as const) {
      const scale = scaleOver([size, size * (1 + 2 ** -52), size * (1 + 2 ** -51)], kind, 6);
      expect(scale.ticks.length).toBeGreaterThan(1);
      expect(scale.ticks.length).toBeLessThan(15);
      expect(scale.place(size)).toBeCloseTo(0.5, 1);
      expect(new Set(texts(scale)).size).toBe(scale.ticks.length);
    }
  });

  test("property: the ticks of values of any size and nearness are few, within the range and told apart", () => {
    forSeeds(300, (random) => {
      const centre = (random() < 0.5 ? -1 : 1) * 10 ** (random() * 600 - 300);
      const width = Math.abs(centre) * 10 ** (random() * 40 - 20);
      const scale = scaleOver([centre - width * random(), centre + width * random()], "linear", 6);
      expect(scale.ticks.length).toBeLessThan(15);
      for (const tick of scale.ticks) {
        expect(scale.place(tick)).toBeGreaterThan(-0.01);
        expect(scale.place(tick)).toBeLessThan(1.01);
      }
      expect(new Set(texts(scale)).size).toBe(scale.ticks.length);
    });
  });

  test("passes over values that reckoning with would overflow", () => {
    expect(scaleOver([-1.7e308, 0, 10, 1.7e308], "linear", 5, 0.1).range).toEqual([-1, 11]);
    expect(scaleOver([0, 10], "linear", 5).place(1.7e308)).toBeNaN();
    const wide = scaleOver([5e-324, 1.7e308], "log", 6);
    expect(wide.ticks.length).toBeLessThan(15);
    expect(scaleOver([5e-324, 1e300], "log", 6).ticks.length).toBeLessThan(15);
  });

  test("leaves room at both ends and passes over what has no place", () => {
    const scale = scaleOver([0, 10, NaN, Infinity], "linear", 5, 0.1);
    expect(scale.range).toEqual([-1, 11]);
    expect(scale.place(5)).toBeCloseTo(0.5);
    expect(scaleOver([0, -5, 1, 100], "log", 5, 0).range).toEqual([1, 100]);
  });

  test("makes room round a single value, and a range of nothing", () => {
    expect(scaleOver([3], "linear", 5).place(3)).toBeCloseTo(0.5);
    expect(scaleOver([0], "linear", 5).place(0)).toBeCloseTo(0.5);
    expect(scaleOver([7], "log", 5).place(7)).toBeCloseTo(0.5);
    expect(scaleOver([], "linear", 5, 0).range).toEqual([0, 1]);
  });

  test("property: ticks rise, lie within the range, and are neither none nor a crowd", () => {
    forSeeds(500, (random) => {
      const size = 10 ** (random() * 16 - 8);
      const values = [(random() - 0.5) * size, (random() - 0.5) * size];
      const kind = random() < 0.5 ? "linear" : "log";
      const scale = scaleOver(kind === "log" ? values.map(Math.abs) : values, kind, 6);
      expect(scale.ticks.length).toBeGreaterThanOrEqual(2);
      expect(scale.ticks.length).toBeLessThanOrEqual(15);
      scale.ticks.forEach((tick, i) => {
        if (i > 0) expect(tick).toBeGreaterThan(scale.ticks[i - 1]);
        expect(scale.place(tick)).toBeGreaterThanOrEqual(-1e-6);
        expect(scale.place(tick)).toBeLessThanOrEqual(1 + 1e-6);
      });
      const labels = texts(scale);
      expect(new Set(labels).size).toBe(labels.length);
    });
  });
});
