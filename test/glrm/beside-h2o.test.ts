/** How low fits end beside H2O's rule from the same start, and that what is fitted without any loss is exactly zero. */
import { expect, test } from "@jest/globals";
import { type Random, seededRandom } from "#src/data/random.js";
import { Frame } from "#src/frame/frame.js";
import { insertMissing } from "#src/frame/insert-missing.js";
import { glrm } from "#src/glrm/glrm.js";
import type { GlrmOptions } from "#src/glrm/options.js";
import { signed } from "../helpers/property.js";

const RANK = 3;

/** `rows` rows of columns that depend on RANK numbers: the sign of a sum of them, and the largest of some. */
function planted(random: Random, rows: number, binary: number, levels: readonly number[], noise: number): Frame {
  const x = Array.from({ length: rows }, () => Array.from({ length: RANK }, () => signed(random)));
  const sumsOf = (): number[] => {
    const y = x[0].map(() => 2 * signed(random));
    return x.map((row) => row.reduce((sum, value, c) => sum + value * y[c], noise * signed(random)));
  };
  const columns: Record<string, (number | string)[]> = {};
  for (let j = 0; j < binary; j++) columns[`bit${j}`] = sumsOf().map((sum) => Number(sum > 0));
  for (const [j, count] of levels.entries()) {
    const sums = Array.from({ length: count }, sumsOf);
    columns[`level${j}`] = x.map((_, i) => `L${sums.reduce((best, sum, l) => (sum[i] > sums[best][i] ? l : best), 0)}`);
  }
  return Frame.fromColumns(columns);
}

/** A hinge for each of `binary` columns. */
function hinges(binary: number): Pick<GlrmOptions, "lossByCol" | "ignoreConstCols"> {
  const columns = Array.from({ length: binary }, (_, j) => [`bit${j}`, "hinge"] as const);
  return { lossByCol: Object.fromEntries(columns), ignoreConstCols: false };
}

const ridge = { regularizationX: "quadratic", regularizationY: "quadratic", gammaX: 0.1, gammaY: 0.1 } as const;

/** The mean of ln(objective / that of H2O's rule from the same random archetypes after 1000 rounds). */
async function besideH2o(more: Partial<GlrmOptions>, binary: number, levels: readonly number[]): Promise<number> {
  const seeds = 8;
  let sum = 0;
  for (let seed = 1; seed <= seeds; seed++) {
    const frame = insertMissing(planted(seededRandom(seed), 80, binary, levels, 0.5), { fraction: 0.1, seed });
    const options: GlrmOptions = { k: RANK, ...hinges(binary), ...ridge, ...more, init: "random", seed };
    const h2o = await glrm(frame, { ...options, maxIterations: 1000, solver: "h2o", minStepSize: 1e-7 });
    sum += Math.log((await glrm(frame, options)).objective / h2o.objective);
  }
  return sum / seeds;
}

const mixtures = { regularizationX: "simplex", regularizationY: "l1" } as const;

test.each([
  ["hinges of bits", {}, 10, [], -0.22],
  ["hinges of levels", { multiLoss: "categorical" }, 0, [4, 3, 5], -0.08],
  ["hinges of thresholds", { multiLoss: "ordinal" }, 0, [4, 3, 5], 0.001],
  [
    "30 rounds of softmax losses of mixtures",
    { multiLoss: "multinomial", ...mixtures, maxIterations: 30 },
    0,
    [4, 3, 5],
    0.02,
  ],
] as [string, Partial<GlrmOptions>, number, number[], number][])(
  "%s end where 1000 rounds of H2O's rule do, or as far under it as is said",
  async (_, options, binary, levels, most) => {
    expect(await besideH2o(options, binary, levels)).toBeLessThan(most);
  },
  20_000,
);

test.each(["auto", "h2o"] as const)(
  "solver %s: what no hinge is against has the objective 0, and ends",
  async (solver) => {
    const frame = planted(seededRandom(1), 80, 10, [4], 0);
    const model = await glrm(frame, { k: 6, ...hinges(10), init: "random", solver });
    expect([model.objective, model.converged]).toEqual([0, true]);
  },
);
