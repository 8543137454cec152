/** What other tools do by default, for people who compare. */
import type { TsneOptions } from "./options.js";

/**
 * "rtsne": Rtsne 0.17 (its centring and scaling of the columns changes no affinity and is left out), whose η = 200 is too small for more than some ten thousand rows (Belkina et al. 2019). "opentsne":
 * openTSNE 1.0, which embeds the columns as they are given; its schedule is our default.
 */
export const PRESETS: Readonly<Record<"rtsne" | "opentsne", TsneOptions>> = {
  rtsne: {
    ...{ pca: true, initialDims: 50, method: "barnes-hut", theta: 0.5, init: "random" },
    ...{ maxIterations: 1000, learningRate: 200, momentum: 0.5, finalMomentum: 0.8, maxStepNorm: 0 },
    ...{ earlyExaggeration: 12, earlyExaggerationIterations: 250, exaggeratedCosts: true, duplicates: "error" },
  },
  opentsne: { pca: false },
};
