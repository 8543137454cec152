/** Each loss against differences, and the compiled routines against their slow twins. */
import { describe, expect, test } from "@jest/globals";
import type { Random } from "#src/data/random.js";
import { BLOCK_LOSS_NAMES, BLOCK_LOSSES } from "#src/glrm/block-losses.js";
import { BLOCK_LOSS_CODES, LOSS_CODES } from "#src/glrm/loss-codes.js";
import { type Loss, LOSS_NAMES, lossNamed, type LossName, lossParameter } from "#src/glrm/losses.js";
import { createInstance } from "#src/wasm/instance.js";
import { forSeeds, signed } from "../helpers/property.js";

const PARAMETERS = { crossover: 0.7, quantile: 0.3, period: 2.5 };
const losses: Loss[] = LOSS_NAMES.map((name) => lossNamed(name, PARAMETERS));

const cellFor = (loss: Loss, random: Random): number => {
  if (loss.domain === "0 or 1") return random.below(2);
  return loss.domain === undefined ? 3 * signed(random) : random.below(6);
};

describe.each(losses.map((loss) => [loss.name, loss] as const))("loss %s", (_, loss) => {
  test("the slope is the derivative", async () => {
    await forSeeds(50, (random) => {
      const [u, a] = [3 * signed(random), cellFor(loss, random)];
      const h = 1e-6;
      const difference = (loss.value(u + h, a) - loss.value(u - h, a)) / (2 * h);
      expect(loss.slope(u, a)).toBeCloseTo(difference, 4);
    });
  });

  test("the parabola of its weight touches the loss and lies above it; that of its curvature too", async () => {
    // Poisson's weight is its own second derivative, and its steps are checked instead.
    if (loss.name === "poisson") return;
    await forSeeds(50, (random) => {
      const [u, a] = [3 * signed(random), cellFor(loss, random)];
      const [weight, slope, value] = [loss.weight!(u, a), loss.slope(u, a), loss.value(u, a)];
      for (let i = 0; i < 20; i++) {
        const step = 4 * signed(random);
        for (const curvature of [weight, loss.curvature].filter(Number.isFinite)) {
          expect(loss.value(u + step, a)).toBeLessThanOrEqual(
            value + slope * step + (curvature * step ** 2) / 2 + 1e-9,
          );
        }
      }
    });
  });

  test("what is imputed is among the best values", async () => {
    await forSeeds(30, (random) => {
      const u = 2 * signed(random);
      const best = loss.best(u);
      const others = Array.from({ length: 40 }, () => cellFor(loss, random));
      for (const other of others) expect(loss.value(u, best)).toBeLessThanOrEqual(loss.value(u, other) + 1e-12);
    });
  });

  test.each(["F32", "F64"] as const)(
    "the compiled routine %s gives value, slopes and weights of the twin",
    async (type) => {
      const { routines, arena } = createInstance();
      const size = type === "F32" ? 4 : 8;
      await forSeeds(20, (random) => {
        arena.reset();
        const count = 1 + random.below(23);
        const at = [0, 1, 2, 3].map(() => arena.allocate(size * count + 64));
        const view = (i: number): Float32Array | Float64Array =>
          size === 4 ? arena.floats(at[i], count + 4) : arena.doubles(at[i], count + 4);
        const [u, cells, slopes, weights] = [0, 1, 2, 3].map(view);
        u.fill(7);
        cells.fill(1);
        for (let i = 0; i < count; i++) {
          u[i] = 3 * signed(random);
          cells[i] = random.below(4) === 0 ? NaN : cellFor(loss, random);
        }
        const name = loss.name as LossName;
        const parameter = lossParameter(name, PARAMETERS);
        const sum = routines[`lossRow${type}`](LOSS_CODES[name], at[0], at[1], at[2], at[3], count, parameter, 1e-12);
        // The terms that do not depend on u are left out of Poisson's sum.
        const constant = (a: number): number => (name === "poisson" ? (a === 0 ? 0 : a * Math.log(a)) - a : 0);
        let expected = 0;
        const digits = size === 4 ? 4 : 10;
        for (let i = 0; i < count; i++) {
          const missing = Number.isNaN(cells[i]);
          if (!missing) expected += loss.value(u[i], cells[i]) - constant(cells[i]);
          expect(slopes[i]).toBeCloseTo(missing ? 0 : loss.slope(u[i], cells[i]), digits);
          const weight = missing ? 0 : loss.weight!(u[i], cells[i]);
          expect(weights[i] / Math.max(1, weight)).toBeCloseTo(weight / Math.max(1, weight), digits);
        }
        expect(sum / Math.max(1, Math.abs(expected))).toBeCloseTo(expected / Math.max(1, Math.abs(expected)), digits);
      });
    },
  );
});

describe.each(BLOCK_LOSS_NAMES)("loss %s of a category", (name) => {
  const loss = BLOCK_LOSSES[name];
  const draw = (random: Random): { u: Float64Array; code: number; levels: number } => {
    const levels = 2 + random.below(4);
    const u = Float64Array.from({ length: loss.width(levels) }, () => 2.5 * signed(random));
    return { u, code: random.below(levels), levels };
  };

  test("the slopes are the derivatives", async () => {
    await forSeeds(40, (random) => {
      const { u, code } = draw(random);
      const h = 1e-6;
      u.forEach((value, i) => {
        const [above, below] = [value + h, value - h].map((entry) => loss.value(withEntry(u, i, entry), code));
        expect(loss.slope(u, code, i)).toBeCloseTo((above - below) / (2 * h), 4);
      });
    });
  });

  test("the level that is imputed has the least loss", async () => {
    await forSeeds(40, (random) => {
      const { u, levels } = draw(random);
      const best = loss.value(u, loss.best(u));
      for (let code = 0; code < levels; code++) expect(best).toBeLessThanOrEqual(loss.value(u, code) + 1e-12);
    });
  });

  test.each(["F32", "F64"] as const)(
    "the compiled routine %s gives value and slopes of the twin, and no less weight",
    async (type) => {
      const { routines, arena } = createInstance();
      const size = type === "F32" ? 4 : 8;
      await forSeeds(30, (random) => {
        arena.reset();
        const { u, code } = draw(random);
        const width = u.length;
        const at = [0, 1, 2].map(() => arena.allocate(size * width + 64));
        const [cells, slopes, weights] = at.map((from) =>
          size === 4 ? arena.floats(from, width) : arena.doubles(from, width),
        );
        cells.set(u);
        const number = BLOCK_LOSS_CODES[name];
        const sum = routines[`blockLoss${type}`](number, at[0], code, at[1], at[2], width, 1e-12);
        const digits = size === 4 ? 4 : 10;
        expect(sum).toBeCloseTo(loss.value(u, code), digits);
        u.forEach((_, i) => expect(slopes[i]).toBeCloseTo(loss.slope(u, code, i), digits));
        // All parabolas together lie above the loss.
        const step = Float64Array.from(u, () => 2 * signed(random));
        let bound = sum;
        step.forEach((change, i) => (bound += slopes[i] * change + (weights[i] * change ** 2) / 2));
        const moved = u.map((value, i) => value + step[i]);
        expect(loss.value(moved, code)).toBeLessThanOrEqual(bound + 1e-4);
        expect(routines[`blockLoss${type}`](number, at[0], -1, at[1], at[2], width, 1e-12)).toBe(0);
        expect([...slopes, ...weights].every((value) => value === 0)).toBe(true);
      });
    },
  );
});

test("values of H2O's documentation and of its source, calculated by hand", () => {
  const named = (name: LossName): Loss => lossNamed(name, { crossover: 1, quantile: 0.5, period: 2 });
  expect(BLOCK_LOSSES.categorical.value([0.2, -0.5, 1.1], 2)).toBeCloseTo(1.7, 12);
  expect([0, 1, 2].map((i) => BLOCK_LOSSES.categorical.slope([0.2, -0.5, 1.1], 2, i))).toEqual([1, 1, 0]);
  expect(BLOCK_LOSSES.ordinal.value([0.3, -0.2, 9], 1)).toBeCloseTo(1.7, 12);
  expect([0, 1, 2].map((i) => BLOCK_LOSSES.ordinal.slope([0.3, -0.2, 9], 1, i))).toEqual([-1, 0, 0]);
  expect(named("huber").value(3, 1)).toBe(1.5);
  expect(named("logistic").value(1, 1)).toBeCloseTo(0.31326168751822286, 12);
  expect(named("hinge").value(0.4, 0)).toBeCloseTo(1.4, 12);
  expect(named("poisson").value(0.5, 3)).toBeCloseTo(0.4445581367044573, 12);
  expect(named("periodic").value(1, 0.5)).toBeCloseTo(1, 12);
});

function withEntry(u: Float64Array, i: number, entry: number): Float64Array {
  const copy = u.slice();
  copy[i] = entry;
  return copy;
}
