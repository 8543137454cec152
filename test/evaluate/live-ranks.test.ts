import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { seededRandom } from "#src/data/random.js";
import type { MimeBundle } from "#src/display/host.js";
import { RANKS_MIME, type RanksPayload } from "#src/display/payload.js";
import { compareRanks } from "#src/evaluate/compare-ranks.js";
import { Frame } from "#src/frame/frame.js";
import { Interrupted } from "#src/workers/interrupted.js";

const hostSymbol = Symbol.for("lowrank.host");
const shown: { payload: RanksPayload; displayId: string; update: boolean }[] = [];
let interrupt: AbortController;
let after = Infinity;

/** A notebook that keeps what it is shown, and stops the cell after some finished rows. */
beforeEach(() => {
  shown.length = 0;
  after = Infinity;
  interrupt = new AbortController();
  (globalThis as Record<symbol, unknown>)[hostSymbol] = {
    signal: interrupt.signal,
    display(bundle: MimeBundle, options: { displayId: string; update: boolean }) {
      const payload = bundle[RANKS_MIME] as RanksPayload | undefined;
      if (payload === undefined) return;
      shown.push({ payload, ...options });
      if (payload.rows.length >= after) interrupt.abort(new Error("stopped"));
    },
  };
});

afterEach(() => {
  delete (globalThis as Record<symbol, unknown>)[hostSymbol];
});

function frame(): Frame {
  const random = seededRandom(1);
  const data = Float64Array.from({ length: 300 * 6 }, () => random.uniform());
  const y = Array.from({ length: 300 }, (_, i) => (data[6 * i] > 0.5 ? "a" : "b"));
  return Frame.fromColumns({ y }).assign(Frame.fromMatrix({ data, rows: 300, columns: 6 }));
}

const options = { target: "y", k: [0, 1, 3], folds: 3, trees: 20, seed: 1, threads: 1 } as const;

test("in a notebook one display grows row by row, and ends with all of them", async () => {
  const table = await compareRanks(frame(), options);
  expect(new Set(shown.map(({ displayId }) => displayId)).size).toBe(1);
  expect(shown.map(({ update }) => update)).toEqual([false, ...shown.slice(1).map(() => true)]);
  for (const { payload } of shown.slice(0, -1)) {
    expect(payload.state).toBe("running");
    expect([...payload.rows.map(({ k }) => k), ...payload.waiting]).toEqual([0, 1, 3]);
  }
  const counts = shown.map(({ payload }) => payload.rows.length);
  expect(counts).toEqual([...counts].sort((a, b) => a - b));
  expect(new Set(counts)).toEqual(new Set([0, 1, 2, 3]));
  const { payload } = shown.at(-1)!;
  expect(payload.state).toBe("done");
  expect(payload.rows.map(({ accuracy }) => accuracy)).toEqual(table.rows.map(({ accuracy }) => accuracy));
});

test("the stop button ends it with the finished rows, in the display and on the error", async () => {
  after = 1;
  const error = await compareRanks(frame(), options).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(Interrupted);
  const { payload } = shown.at(-1)!;
  expect(payload.state).toBe("interrupted");
  expect(payload.waiting).toEqual([]);
  expect(payload.rows.map(({ k }) => k)).toEqual([0]);
});
