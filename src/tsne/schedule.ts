/**
 * The phases of an optimisation: how long, how fast, how much attraction is exaggerated.
 */
import type { TsneSettings } from "./options.js";

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

/** The two phases of a whole run; the first is left out when it has no iterations. */
export function phasesOf(settings: TsneSettings): Phase[] {
  const { maxIterations, earlyExaggerationIterations: early, learningRate, preset } = settings;
  const restart = preset !== "rtsne";
  const { earlyExaggeration, exaggeration, momentum, finalMomentum } = settings;
  return [
    { iterations: early, exaggeration: earlyExaggeration, learningRate: learningRate[0], momentum, restart },
    {
      iterations: maxIterations - early,
      exaggeration,
      learningRate: learningRate[1],
      momentum: finalMomentum,
      restart,
    },
  ].filter(({ iterations }) => iterations > 0);
}

export function ruleOf({ preset, maxStepNorm }: TsneSettings): Rule {
  return preset === "rtsne"
    ? { gainAdded: 0, leastGain: 0.01, maxStepNorm }
    : { gainAdded: 0.01, leastGain: 0, maxStepNorm };
}
