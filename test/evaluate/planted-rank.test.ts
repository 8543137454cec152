/** The comparison of ranks with the real engine: it finds the rank that was planted, whatever the number of threads. */
import { expect, test } from "@jest/globals";
import { crossValidateRank } from "#src/evaluate/cross-validate-rank.js";
import type { RankCurve } from "#src/evaluate/rank-curve.js";
import { Frame } from "#src/frame/frame.js";
import { insertMissing } from "#src/frame/insert-missing.js";
import { forSeeds, signed } from "../helpers/property.js";

const ROWS = 80;
const COLUMNS = 14;

/** A product of rank 3, noise of a twentieth of it, and holes. */
function planted(random: Parameters<typeof signed>[0]): Frame {
  const rank = 3;
  const x = Float64Array.from({ length: ROWS * rank }, () => signed(random));
  const y = Float64Array.from({ length: rank * COLUMNS }, () => signed(random));
  const data = Float64Array.from({ length: ROWS * COLUMNS }, (_, cell) => {
    const [row, column] = [Math.floor(cell / COLUMNS), cell % COLUMNS];
    let value = 0.05 * signed(random);
    for (let c = 0; c < rank; c++) value += x[row * rank + c] * y[c * COLUMNS + column];
    return value;
  });
  return insertMissing(Frame.fromMatrix({ data, rows: ROWS, columns: COLUMNS }), { fraction: 0.1, seed: 1 });
}

const compare = (frame: Frame, seed: number, threads: number): Promise<RankCurve> =>
  crossValidateRank(frame, { k: [1, 2, 3, 4, 6], folds: 4, seed, threads, maxIterations: 100, onProgress: () => {} });

test("held-out cells find the planted rank", async () => {
  await forSeeds(3, async (random, seed) => {
    const curve = await compare(planted(random), seed, 1);
    expect([curve.best, curve.oneStandardError]).toEqual([3, 3]);
    const errors = curve.rows.column("error").toArray() as number[];
    // Uniform noise of size 0.05 has variance 0.05² / 3; no fill-in can be better by more than chance.
    expect(errors[2]).toBeGreaterThan(0.8 * (0.05 ** 2 / 3));
    expect(errors[2]).toBeLessThan(0.1 * errors[1]);
  });
}, 60_000);

test("the errors are the same to the last bit on 1, 2 and 3 threads", async () => {
  await forSeeds(1, async (random, seed) => {
    const frame = planted(random);
    const errors: unknown[] = [];
    for (const threads of [1, 2, 3]) {
      errors.push((await compare(frame, seed, threads)).foldErrors.column("error").toArray());
    }
    expect(errors[1]).toEqual(errors[0]);
    expect(errors[2]).toEqual(errors[0]);
  });
}, 60_000);
