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
import { roundsOf } from "./check-options.js";
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
  const { k, seed, maxRuntimeSecs } = settings;
  const maxIterations = roundsOf(settings);
  try {
    const svd = await truncatedSvd(
      matrix,
      {
        ...{ k, seed, maxIterations, tolerance: 0, maxRuntimeSecs, transform },
        left: (values, right) => scalesOf(values, right, settings).x,
      },
      { ...running, onProgress: report },
    );
    return solutionOf(svd, settings, before);
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    const svd = error.model as TruncatedSvd | undefined;
    throw new Stopped(svd === undefined ? undefined : solutionOf(svd, settings, before), error.cause);
  }
}

interface Scales {
  /** By which the left and the right vectors are multiplied to give X and Y. */
  x: Float64Array;
  y: Float64Array;
  /** The shrunken singular values. */
  values: Float64Array;
  /** What shrinking adds to the objective: (σ − s)² in the residual and 2γ s in the penalties. */
  added: number;
}

function scalesOf(values: Float64Array, right: Float64Array, settings: GlrmSettings): Scales {
  const gammaX = settings.regularizationX === "quadratic" ? settings.gammaX : 0;
  const gammaY = settings.regularizationY === "quadratic" ? settings.gammaY : 0;
  const gamma = Math.sqrt(gammaX * gammaY);
  const balance = gamma > 0 ? (gammaY / gammaX) ** 0.25 : 1;
  const n = right.length / values.length;
  const shrunk = values.map((value) => Math.max(0, value - gamma));
  const roots = shrunk.map((value, i) => signOfLargest(right.subarray(i * n, (i + 1) * n)) * Math.sqrt(value));
  return {
    x: roots.map((root) => root * balance),
    y: roots.map((root) => root / balance),
    values: shrunk,
    added: shrunk.reduce((sum, value, i) => sum + (values[i] - value) ** 2 + 2 * gamma * value, 0),
  };
}

function solutionOf(svd: TruncatedSvd, settings: GlrmSettings, before: number): Solution {
  const { singularValues, right, left, objective, converged, method } = svd;
  const { y: scale, values, added } = scalesOf(singularValues, right, settings);
  const n = right.length / values.length;
  const y = sharedDoubles(right.length);
  const signed = sharedDoubles(right.length);
  for (let i = 0; i < values.length; i++) {
    const [factor, sign] = [scale[i], Math.sign(scale[i])];
    for (let at = i * n; at < (i + 1) * n; at++) {
      y[at] = factor * right[at];
      signed[at] = sign * right[at];
    }
  }
  const history = svd.history.map((entry) => ({
    objective: entry.objective + added,
    step: 1,
    seconds: before + entry.seconds,
  }));
  history[history.length - 1].objective = objective + added;
  const solver = `truncated SVD by ${method.startsWith("Gram") ? "the " : ""}${method}`;
  return { x: left!, y, svd: { values, right: signed }, solver, history, converged, warnings: [] };
}
