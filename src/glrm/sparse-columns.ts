/**
 * Columns of Y under the one-sparse constraints, X fixed: which of their entries is not zero, by the loss itself. The
 * engine's runs are apart, one for each column of the data, and each has one column of y, k × width, changed at a time.
 */
import { type Measured, moveElsewhere } from "./other-places.js";
import type { PanelEngine } from "./panel-engine.js";

/** Losses and slopes, and perhaps weights, of all rows at the present y, panel by panel. */
export type Evaluate = (weights: boolean, visit: (first: number, count: number) => void) => Promise<void>;

/**
 * The columns of each run of y, in turn, take the unit vector of the least loss, in place; returns the cost there. Runs
 * are apart, and tried together.
 */
export async function chooseColumns(
  engine: PanelEngine,
  y: Float64Array,
  k: number,
  evaluate: Evaluate,
): Promise<number> {
  const count = engine.input.width;
  const { runs } = engine;
  const costs = async (): Promise<Float64Array> => {
    const sums = new Float64Array(runs.length);
    await evaluate(false, () => {
      for (let r = 0; r < sums.length; r++) sums[r] += engine.runLosses[r];
    });
    return sums;
  };
  const least = await costs();
  for (let level = 0; level < Math.max(...runs.map((run) => run.count)); level++) {
    const columns = runs.map((run) => (level < run.count ? run.first + level : -1));
    const put = (chosen: (r: number) => number): void => {
      for (const [r, j] of columns.entries()) {
        if (j >= 0) for (let c = 0; c < k; c++) y[c * count + j] = Number(c === chosen(r));
      }
    };
    const best = columns.map((j) => Array.from({ length: k }, (_, c) => y[c * count + j]).indexOf(1));
    for (let c = 0; c < k; c++) {
      put(() => c);
      for (const [r, cost] of (await costs()).entries()) if (cost < least[r]) [least[r], best[r]] = [cost, c];
    }
    put((r) => best[r]);
  }
  return least.reduce((sum, cost) => sum + cost, 0);
}

/** One column of each run of y, k × count, in turn takes another place if that has less loss; returns the cost there. */
export async function moveColumns(
  engine: PanelEngine,
  x: Float64Array,
  y: Float64Array,
  k: number,
  turn: number,
  evaluate: Evaluate,
): Promise<number> {
  const count = engine.input.width;
  const { line, runs } = engine;
  const columns = runs.map((run) => run.first + (turn % run.count));
  const put = (vectors: Float64Array): void => {
    for (const [r, j] of columns.entries()) for (let c = 0; c < k; c++) y[c * count + j] = vectors[r * k + c];
  };
  const measure = async (vectors: Float64Array): Promise<Measured> => {
    put(vectors);
    const losses = new Float64Array(runs.length);
    const [slopes, weights] = [new Float64Array(runs.length * k), new Float64Array(runs.length * k)];
    await evaluate(true, (first, panel) => {
      for (let r = 0; r < runs.length; r++) {
        losses[r] += engine.runLosses[r];
        for (let i = 0; i < panel; i++) {
          const at = i * line + columns[r];
          for (let c = 0; c < k; c++) {
            const entry = x[(first + i) * k + c];
            slopes[r * k + c] += engine.slopes[at] * entry;
            weights[r * k + c] += engine.weights[at] * entry * entry;
          }
        }
      }
    });
    return { losses, slopes, weights };
  };
  const vectors = Float64Array.from({ length: runs.length * k }, (_, at) => {
    return y[(at % k) * count + columns[Math.floor(at / k)]];
  });
  const { losses } = await measure(vectors);
  await moveElsewhere(vectors, losses, k, measure);
  put(vectors);
  return losses.reduce((sum, loss) => sum + loss, 0);
}
