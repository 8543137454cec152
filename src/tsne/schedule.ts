/**
 * The phases of an optimisation: how long, how fast, how much attraction is exaggerated.
 */
export interface Phase {
  iterations: number;
  /** Factor of the attractive forces. */
  exaggeration: number;
  learningRate: number;
  momentum: number;
  /** Whether the last steps are forgotten when the phase begins (openTSNE does, Rtsne does not). */
  restart: boolean;
}

/** How gains change and steps are cut; the same in all phases. */
export interface Rule {
  /** Added to a gain after it was multiplied by 0.8 (openTSNE 0.01, others 0). */
  gainAdded: number;
  /** A gain is never less (Rtsne 0.01, openTSNE 0). */
  leastGain: number;
  /** Longest step of a point; 0 for any. */
  maxStepNorm: number;
}
