import { expect, test } from "@jest/globals";
import { leadingEigenInto, leadingResult, type LeadingResult } from "#src/linear/leading.js";
import { forSeeds, signed } from "../helpers/property.js";
import { slowEigen, slowGram } from "../reference/linear.js";

/** Leading pairs of the Gram matrix of given rows. */
async function leading(rows: number[][], k: number, maxIterations = 200): Promise<LeadingResult> {
  const n = rows[0].length;
  const gram = Float64Array.from(slowGram(rows).flat());
  const result = leadingResult(n, k, maxIterations);
  await leadingEigenInto({ gram, n, k, seed: 7, maxIterations, tolerance: 0, result }, { threads: 1 });
  return result;
}

function objectives({ history, status }: LeadingResult): number[] {
  return Array.from({ length: status[0] }, (_, i) => history[2 * i]);
}

test("the objective never rises and ends at the sum of the eigenvalues left out", async () => {
  await forSeeds(4, async (random) => {
    const n = 65 + random.below(20);
    const rows = Array.from({ length: 90 }, () => Array.from({ length: n }, () => signed(random)));
    const result = await leading(rows, 1);
    const path = objectives(result);
    path.slice(1).forEach((value, i) => expect(value).toBeLessThanOrEqual(path[i] * (1 + 1e-12)));
    const left = slowEigen(slowGram(rows))
      .values.slice(1)
      .reduce((a, b) => a + b, 0);
    expect(path[path.length - 1] / left).toBeCloseTo(1, 9);
    expect(result.status[1]).toBe(1);
  });
});

test("a matrix of rank 1 is found whole, and asking for a second pair adds nothing", async () => {
  const rows = Array.from({ length: 30 }, (_, i) => Array.from({ length: 130 }, (_, j) => (i + 1) * (j + 1)));
  const result = await leading(rows, 2);
  const total = result.values[0];
  expect(Math.abs(result.values[1]) / total).toBeLessThan(1e-12);
  expect(objectives(result).at(-1)! / total).toBeLessThan(1e-12);
});

test("a repeated leading eigenvalue is found as often as it stands", async () => {
  // Two equal, orthogonal directions and a weaker third.
  const rows = [0, 1, 2].map((i) => Array.from({ length: 130 }, (_, j) => (j === i ? [4, 4, 1][i] : 0)));
  const { values } = await leading(rows, 2);
  expect(values[0]).toBeCloseTo(16, 9);
  expect(values[1]).toBeCloseTo(16, 9);
});

test("too few iterations leave the answer unconverged and say so", async () => {
  await forSeeds(1, async (random) => {
    const rows = Array.from({ length: 200 }, () => Array.from({ length: 150 }, () => signed(random)));
    const result = await leading(rows, 1, 2);
    expect(result.status[0]).toBe(3);
    expect(result.status[1]).toBe(0);
  });
});
