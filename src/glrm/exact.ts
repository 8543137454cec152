/**
 * The optimum in closed form: quadratic loss, no cell missing, no or quadratic regularisers.
 *
 * T ≈ U Σ Vᵀ is split evenly, as H2O's SVD start does: X = U √Σ and Y = √Σ Vᵀ. With weights γx and γy on ‖X‖² and ‖Y‖²
 * the singular values shrink by γ = √(γx γy), and X is scaled by (γy / γx)^¼, Y by the inverse (Udell et al. 2016, section
 * 2.2.1). The sign of each archetype is such that its largest entry is positive.
 */
import { signOfLargest } from "../linear/lines.js";
import { truncatedSvd, type TruncatedSvd } from "../linear/truncated-svd.js";
import { sharedDoubles } from "../matrix/matrix.js";
import { Interrupted } from "../workers/interrupted.js";
import type { Running } from "../workers/pool.js";
import type { Problem } from "./coding.js";
import type { GlrmSettings } from "./options.js";
import { type Report, type Solution, Stopped } from "./solution.js";

export async function solveExactly(
  { matrix, columns }: Problem,
  settings: GlrmSettings,
  running: Running,
  report: Report,
  before: number,
): Promise<Solution> {
  const transform = {
    shift: sharedDoubles(columns.length),
    scale: sharedDoubles(columns.length),
  };
  columns.forEach(({ shift, scale }, j) => {
    transform.shift[j] = shift;
    transform.scale[j] = scale;
  });
  const { k, seed, maxIterations } = settings;
  try {
    const options = { k, seed, maxIterations, tolerance: 0, transform, left: true };
    const svd = await truncatedSvd(matrix, options, { ...running, onProgress: report });
    return solutionOf(svd, matrix.rows, settings, before);
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    const svd = error.model as TruncatedSvd | undefined;
    throw new Stopped(svd === undefined ? undefined : solutionOf(svd, matrix.rows, settings, before), error);
  }
}

function solutionOf(svd: TruncatedSvd, rows: number, settings: GlrmSettings, before: number): Solution {
  const { singularValues, right, left, objective, converged, method } = svd;
  const k = singularValues.length;
  const n = right.length / k;
  const gammaX = settings.regularizationX === "quadratic" ? settings.gammaX : 0;
  const gammaY = settings.regularizationY === "quadratic" ? settings.gammaY : 0;
  const gamma = Math.sqrt(gammaX * gammaY);
  const balance = gamma > 0 ? (gammaY / gammaX) ** 0.25 : 1;
  const x = sharedDoubles(rows * k);
  const y = sharedDoubles(k * n);
  // What shrinking adds: (σ − s)² in the residual and 2γ s in the penalties.
  let added = 0;
  for (let i = 0; i < k; i++) {
    const shrunk = Math.max(0, singularValues[i] - gamma);
    added += (singularValues[i] - shrunk) ** 2 + 2 * gamma * shrunk;
    const factor = signOfLargest(right.subarray(i * n, (i + 1) * n)) * Math.sqrt(shrunk);
    for (let j = 0; j < n; j++) y[i * n + j] = (factor / balance) * right[i * n + j];
    for (let row = i; row < rows * k; row += k) x[row] = factor * balance * left![row];
  }
  const history = svd.history.map((entry) => ({
    objective: entry.objective + added,
    step: 1,
    seconds: before + entry.seconds,
  }));
  history[history.length - 1].objective = objective + added;
  return { x, y, solver: `truncated SVD by ${methodInWords(method)}`, history, converged, warnings: [] };
}

function methodInWords(method: string): string {
  return method.startsWith("Gram") ? `the ${method}` : method;
}
