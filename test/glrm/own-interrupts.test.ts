/** Fits and models with functions of the user's, which run on the calling thread, hear a signal all the same. */
import { describe, expect, jest, test } from "@jest/globals";
import { Frame } from "#src/frame/frame.js";
import { glrm } from "#src/glrm/glrm.js";
import type { Loss } from "#src/glrm/losses.js";
import type { GlrmModel } from "#src/glrm/model.js";
import type { GlrmOptions } from "#src/glrm/options.js";
import type { Regularizer } from "#src/glrm/regularizers.js";
import { Interrupted } from "#src/workers/interrupted.js";
import { seededRandom } from "#src/data/random.js";

// Guards against hangs only.
jest.setTimeout(60_000);

/** Longer than a loop may keep others waiting. */
const LONG = 60;
const ROWS = 1500;
const COLUMNS = 3;

/** A function that calls `ask` each time: at the `after`-th it asks a timer for an abort, and is slow once. */
class Slow {
  readonly controller = new AbortController();
  calls = 0;
  late = 0;
  #aborted = false;

  constructor(readonly after: number) {
    this.controller.signal.addEventListener("abort", () => (this.#aborted = true));
  }

  ask(): void {
    this.calls++;
    if (this.#aborted) this.late++;
    if (this.calls !== this.after) return;
    setTimeout(() => this.controller.abort());
    for (const end = performance.now() + LONG; performance.now() < end;);
  }
}

function table(): Frame {
  const random = seededRandom(7);
  const columns: Record<string, Float64Array> = {};
  for (let j = 0; j < COLUMNS; j++) {
    columns[`c${j}`] = Float64Array.from({ length: ROWS }, () => random.uniform() + (random.below(9) === 0 ? NaN : j));
  }
  return Frame.fromColumns(columns);
}

const frame = table();

function lossOf(slow: Pick<Slow, "ask">, kinked: boolean): Loss {
  const value = kinked ? (u: number, a: number) => Math.abs(u - a) : (u: number, a: number) => (u - a) ** 2;
  return {
    name: "own",
    value: (u, a) => {
      slow.ask();
      return value(u, a);
    },
    slope: (u, a) => (kinked ? Math.sign(u - a) : 2 * (u - a)),
    curvature: kinked ? Infinity : 2,
    ...(kinked ? { weight: (u, a) => 1 / Math.max(1e-6, Math.abs(u - a)) } : {}),
    best: (u) => {
      slow.ask();
      return u;
    },
  };
}

function boxOf(slow: Slow): Regularizer {
  return {
    name: "box",
    constraint: true,
    convex: true,
    value: (u) => (u.every((entry) => Math.abs(entry) <= 1) ? 0 : Infinity),
    proximal: (u) => {
      slow.ask();
      for (let i = 0; i < u.length; i++) u[i] = Math.max(-1, Math.min(1, u[i]));
    },
  };
}

const kinds: Record<string, (slow: Slow) => Partial<GlrmOptions>> = {
  "loss, majorize": (slow) => ({ loss: lossOf(slow, false), solver: "majorize" }),
  "loss, weighted": (slow) => ({ loss: lossOf(slow, true), solver: "weighted" }),
  "loss, h2o": (slow) => ({ loss: lossOf(slow, false), solver: "h2o" }),
  "loss, sparse rows": (slow) => ({ loss: lossOf(slow, false), regularizationX: "oneSparse", solver: "weighted" }),
  "loss, sparse columns": (slow) => ({ loss: lossOf(slow, false), regularizationY: "oneSparse", solver: "weighted" }),
  "loss, clusters": (slow) => ({ loss: lossOf(slow, true), regularizationX: "unitOneSparse" }),
  "regularizer of X, majorize": (slow) => ({ regularizationX: boxOf(slow), solver: "majorize" }),
  "regularizer of X, weighted": (slow) => ({ regularizationX: boxOf(slow), solver: "weighted" }),
};

describe("an interrupted fit", () => {
  test.each(Object.keys(kinds))("stops within a round and has its best model: %s", async (kind) => {
    const settings = { k: 2, seed: 1, maxIterations: 6, tolerance: 0, onProgress: () => {} };
    // How often the functions are asked in one round, and in three.
    const [none, some] = [new Slow(NaN), new Slow(NaN)];
    await glrm(frame, { ...settings, ...kinds[kind](none), maxIterations: 1 });
    await glrm(frame, { ...settings, ...kinds[kind](some), maxIterations: 3 });
    const round = (some.calls - none.calls) / 2;
    expect(round).toBeGreaterThan(0);

    const slow = new Slow(some.calls);
    const own = kinds[kind](slow);
    const error: unknown = await glrm(frame, { ...settings, ...own, signal: slow.controller.signal }).catch(
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(Interrupted);
    const model = (error as Interrupted<GlrmModel>).model!;
    // A panel has 128 rows at most.
    expect(slow.late).toBeLessThan(round / 4);
    expect(model.iterations).toBeGreaterThanOrEqual(1);
    expect(model.iterations).toBeLessThan(settings.maxIterations);
    const objectives = model.history.column("objective").toNumbers();
    expect(model.objective).toBe(Math.min(...objectives));
    const same = await glrm(frame, { ...settings, ...kinds[kind](new Slow(NaN)), maxIterations: model.iterations });
    expect(model.objective).toBe(same.objective);
    expect(model.archetypes.objects()).toEqual(same.archetypes.objects());
    const scores = (of: GlrmModel): Float64Array => of.representation.column("Arch1").toNumbers();
    expect(scores(model)).toEqual(scores(same));
    // Decomposed when it is asked for, the other at the end of its fit.
    expect(model.importance.objects()).toEqual(same.importance.objects());
  });

  test("stops while its start is made to keep the constraint", async () => {
    const slow = new Slow(5);
    const fit = glrm(frame, {
      k: 2,
      regularizationX: boxOf(slow),
      signal: slow.controller.signal,
      onProgress: () => {},
    });
    await expect(fit).rejects.toThrow("The fit was interrupted before its first iteration");
    expect(slow.calls).toBeGreaterThanOrEqual(5);
    expect(slow.calls).toBeLessThan(ROWS / 4);
  });
});

describe("a model with a loss of one's own", () => {
  let slow = new Slow(NaN);
  const loss = lossOf({ ask: () => slow.ask() }, true);
  const fitted = glrm(frame, { k: 1, loss, maxIterations: 2, seed: 1, onProgress: () => {} });

  test.each(["transform", "impute", "metrics"] as const)("%s hears a signal", async (method) => {
    const model = await fitted;
    const rows = frame.head(ROWS / 2);
    slow = new Slow(1);
    await expect(model[method](rows, { signal: slow.controller.signal })).rejects.toThrow(/aborted/);
    expect(slow.calls).toBeGreaterThan(0);
    expect(slow.late).toBeLessThan(ROWS / 4);
  });
});
