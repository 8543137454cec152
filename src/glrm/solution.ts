/** What every solver ends with: the factors, how it got there, and what the user should know. */
export interface Solution {
  /** rows × k, row-major, shared. */
  x: Float64Array;
  /** k × width, row-major, shared; in transformed units. */
  y: Float64Array;
  /** Singular values and right vectors (k × width) of X·Y, where the solver knows them; X and Y are canonical then. */
  svd?: { values: Float64Array; right: Float64Array };
  /** In words. */
  solver: string;
  /** The start first. */
  history: Iteration[];
  converged: boolean;
  warnings: string[];
}

export interface Iteration {
  objective: number;
  step: number;
  /** Since the call. */
  seconds: number;
}

/** A fit that was stopped: the best solution so far, if there was one. Private, as no one wants to see X printed. */
export class Stopped extends Error {
  readonly #solution: Solution | undefined;

  constructor(solution: Solution | undefined, cause: unknown) {
    super("The fit was stopped", { cause });
    this.#solution = solution;
  }

  get solution(): Solution | undefined {
    return this.#solution;
  }
}

export type Report = (progress: { share: number; iteration: number; objective: number }) => void;
