/**
 * How soon a fit on Fashion-MNIST with a fifth of its cells missing answers an abort with the best model so far, and how
 * long it keeps the event loop waiting before. A promise of ours: no peer keeps a model when it is stopped.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { fashionMnist, glrm, insertMissing } from "lowrank";
import { askedRows } from "../lib/asked-rows.mjs";

const OWN_LOSS = {
  name: "own",
  curvature: 2,
  value: (u, a) => (u - a) ** 2,
  slope: (u, a) => 2 * (u - a),
  best: (u) => u,
};
const NONNEGATIVE = { regularizationX: "nonNegative", regularizationY: "nonNegative" };
const FITS = {
  quadratic: {},
  canonical: { canonical: true },
  nonNegative: NONNEGATIVE,
  simplex: { regularizationX: "simplex" },
  clusters: { regularizationX: "unitOneSparse" },
  huber: { loss: "huber" },
  "H2O's rule": { solver: "h2o", init: "random" },
  absolute: { loss: "absolute" },
  "a loss of one's own": { loss: OWN_LOSS },
};
const RANKS = [64, 256];
/** Seconds after the call. */
const MOMENTS = [0.3, 3, 12];

export async function benchInterrupts() {
  const title = "GLRM, milliseconds from an abort to the error with its model, and the longest wait of a timer";
  const folder = process.env.LOWRANK_DATA;
  if (!folder) return { title, missing: "LOWRANK_DATA is not set: the real data are needed" };
  const pixels = (await fashionMnist({ dir: folder })).drop("label").head(askedRows(60_000));
  const holes = insertMissing(pixels, { fraction: 0.2, seed: 1234 });
  await glrm(holes.head(2000), { k: 2, maxIterations: 1 });
  const rows = [];
  for (const [fit, options] of Object.entries(FITS)) {
    for (const k of RANKS) {
      for (const seconds of MOMENTS)
        rows.push({ fit, k, "after s": seconds, ...(await interrupt(holes, k, options, seconds)) });
    }
  }
  return { title, rows };
}

async function interrupt(frame, k, options, seconds) {
  const controller = new AbortController();
  const waits = longestWait();
  let aborted;
  const fit = glrm(frame, {
    ...{ k, seed: 123, tolerance: 0, onProgress: () => {} },
    ...options,
    signal: controller.signal,
  });
  const abort = sleep(1000 * seconds).then(() => {
    aborted = performance.now();
    controller.abort();
  });
  try {
    await fit;
    await abort;
    return { answer: "ended before", wait: waits().toFixed(0), iterations: "-" };
  } catch (error) {
    if (aborted === undefined) throw error;
    const answer = (performance.now() - aborted).toFixed(0);
    return { answer, wait: waits().toFixed(0), iterations: error.model?.iterations ?? "no model yet" };
  }
}

/** From now on; what is returned ends the watch. */
function longestWait() {
  let [last, longest] = [performance.now(), 0];
  const look = () => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
  };
  const timer = setInterval(look, 1);
  return () => {
    look();
    clearInterval(timer);
    return longest;
  };
}
