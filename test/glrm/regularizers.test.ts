/** Proximal steps against brute force, and the small solves against both. */
import { describe, expect, test } from "@jest/globals";
import type { Random } from "#src/data/random.js";
import { type Regularizer, REGULARIZER_NAMES, REGULARIZERS, type RegularizerName } from "#src/glrm/regularizers.js";
import { VectorSolver } from "#src/glrm/vector-solver.js";
import { createInstance } from "#src/wasm/instance.js";
import { forSeeds, signed } from "../helpers/property.js";

const draw = (random: Random, k: number): Float64Array => Float64Array.from({ length: k }, () => 2 * signed(random));

/** A vector that the regulariser allows, near v. */
function allowed(name: RegularizerName, v: Float64Array, random: Random): Float64Array {
  const near = v.map((entry) => entry + 0.3 * signed(random));
  if (REGULARIZERS[name].constraint) REGULARIZERS[name].proximal(near, 1);
  if (name === "oneSparse" || name === "unitOneSparse") {
    near.fill(0);
    near[random.below(v.length)] = name === "oneSparse" ? 0.01 + 2 * random.uniform() : 1;
  }
  return near;
}

const valueOf = (regularizer: Regularizer, gamma: number, v: Float64Array): number =>
  regularizer.constraint ? 0 : gamma * regularizer.value(v);

describe.each(REGULARIZER_NAMES)("regulariser %s", (name) => {
  const regularizer = REGULARIZERS[name];

  test("no vector near or far beats its proximal step", async () => {
    await forSeeds(60, (random) => {
      const k = 1 + random.below(5);
      const weight = random.uniform();
      const u = draw(random, k);
      const v = u.slice();
      regularizer.proximal(v, weight);
      const cost = (w: Float64Array): number =>
        valueOf(regularizer, weight, w) + w.reduce((sum, entry, i) => sum + (entry - u[i]) ** 2, 0) / 2;
      for (let i = 0; i < 40; i++) expect(cost(v)).toBeLessThanOrEqual(cost(allowed(name, v, random)) + 1e-9);
      for (let i = 0; i < 40; i++) {
        expect(cost(v)).toBeLessThanOrEqual(cost(allowed(name, draw(random, k), random)) + 1e-9);
      }
    });
  });

  test("the solve of a row beats every vector tried, for one H after another", async () => {
    const instance = createInstance();
    await forSeeds(40, (random) => {
      instance.arena.reset();
      const k = 1 + random.below(5);
      const gamma = random.uniform();
      const solver = instance.arena.settled(() => new VectorSolver(instance, k));
      const lines = Array.from({ length: k + 2 }, () => draw(random, k));
      const h = Array.from({ length: k }, (_, a) =>
        Array.from({ length: k }, (_, b) => lines.reduce((sum, line) => sum + line[a] * line[b], 0)),
      );
      h.forEach((line, a) => solver.h.set(line, a * solver.line));
      const [x, q] = [draw(random, k), draw(random, k)];
      if (regularizer.constraint) regularizer.proximal(x, 1);
      const cost = (v: Float64Array): number => {
        const step = v.map((entry, i) => entry - x[i]);
        const curved = h.reduce(
          (sum, line, a) => sum + step[a] * line.reduce((part, entry, b) => part + entry * step[b], 0),
          0,
        );
        return curved / 2 + step.reduce((sum, entry, i) => sum + entry * q[i], 0) + valueOf(regularizer, gamma, v);
      };
      // The next outer iteration goes on where a solve ends, and so does this.
      const answer = x.slice();
      for (let round = 0; round < 20; round++) {
        h.forEach((line, a) => solver.h.set(line, a * solver.line));
        solver.x.set(answer);
        const slope = h.map((line, a) => q[a] + line.reduce((sum, entry, b) => sum + entry * (answer[b] - x[b]), 0));
        solver.q.set(slope);
        solver.solve({ regularizer, gamma });
        answer.set(solver.x);
      }
      for (let i = 0; i < 60; i++) expect(cost(answer)).toBeLessThanOrEqual(cost(allowed(name, answer, random)) + 1e-6);
      for (let i = 0; i < 20; i++) {
        expect(cost(answer)).toBeLessThanOrEqual(cost(allowed(name, draw(random, k), random)) + 1e-6);
      }
      if (regularizer.constraint && name !== "simplex") expect(regularizer.value(answer)).toBe(0);
    });
  });
});

test.each(["quadratic", "l1", "l2", "nonNegative", "simplex"] as const)(
  "the solve under a regulariser of one's own comes to that of the named one: %s",
  async (name) => {
    const instance = createInstance();
    const own: Regularizer = { ...REGULARIZERS[name], name: "own" };
    await forSeeds(40, (random) => {
      instance.arena.reset();
      const k = 1 + random.below(6);
      const gamma = random.uniform();
      const solver = instance.arena.settled(() => new VectorSolver(instance, k));
      const lines = Array.from({ length: k + 2 }, () => draw(random, k));
      const [start, slope] = [draw(random, k), draw(random, k)];
      if (own.constraint) own.proximal(start, 1);
      const solved = (regularizer: Regularizer, rounds: number): Float64Array => {
        let x = start.slice();
        for (let round = 0; round < rounds; round++) {
          solver.x.set(x);
          for (let a = 0; a < k; a++) {
            solver.q[a] = slope[a];
            for (let b = 0; b < k; b++) {
              const entry = lines.reduce((sum, line) => sum + line[a] * line[b], 0);
              solver.h[a * solver.line + b] = entry;
              solver.q[a] += entry * (x[b] - start[b]);
            }
          }
          solver.solve({ regularizer, gamma });
          x = solver.x.slice();
        }
        return x;
      };
      const named = solved(REGULARIZERS[name], 1);
      solved(own, 200).forEach((entry, i) => expect(entry).toBeCloseTo(named[i], 4));
    });
  },
);

test("H2O's own examples of proximal steps", () => {
  const after = (name: RegularizerName, u: number[], weight: number): number[] => {
    const v = Float64Array.from(u);
    REGULARIZERS[name].proximal(v, weight);
    return [...v];
  };
  after("simplex", [0.5, 1.2, -0.3, 0.1], 1).forEach((value, i) =>
    expect(value).toBeCloseTo([0.15, 0.85, 0, 0][i], 12),
  );
  after("l2", [3, 4], 1).forEach((value, i) => expect(value).toBeCloseTo([2.4, 3.2][i], 12));
  expect(after("l1", [1.5, -0.2, -2], 0.5).map((value) => value + 0)).toEqual([1, 0, -1.5]);
  after("quadratic", [1, 2], 0.25).forEach((value, i) => expect(value).toBeCloseTo([2 / 3, 4 / 3][i], 12));
  expect(after("oneSparse", [-1, -2], 1)).toEqual([1e-6, 0]);
});
