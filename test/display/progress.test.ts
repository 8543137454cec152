import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { MimeBundle } from "#src/display/host.js";
import { PROGRESS_MIME, type ProgressPayload } from "#src/display/payload.js";
import { ProgressBar, progressBundle, type ProgressSurroundings } from "#src/display/progress.js";

/** A clock that moves only when told, with its timers, and a terminal that remembers. */
class Surroundings implements ProgressSurroundings {
  time = 1000;
  written: string[] = [];
  timers: { due: number; callback: () => void }[] = [];
  terminal: { isTTY: boolean; write: (text: string) => unknown };

  constructor(isTTY = false) {
    this.terminal = { isTTY, write: (text) => this.written.push(text) };
  }
  now(): number {
    return this.time;
  }
  later(callback: () => void, milliseconds: number): () => void {
    const timer = { due: this.time + milliseconds, callback };
    this.timers.push(timer);
    return () => void (this.timers = this.timers.filter((other) => other !== timer));
  }
  advance(milliseconds: number): void {
    const end = this.time + milliseconds;
    for (;;) {
      const next = this.timers.filter(({ due }) => due <= end).sort((a, b) => a.due - b.due)[0];
      if (next === undefined) break;
      this.timers = this.timers.filter((other) => other !== next);
      this.time = next.due;
      next.callback();
    }
    this.time = end;
  }
}

interface Shown {
  at: number;
  payload: ProgressPayload;
  displayId: string;
  update: boolean;
}

const hostSymbol = Symbol.for("lowrank.host");
const globals = globalThis as Record<symbol, unknown>;

describe("ProgressBar in a notebook", () => {
  let shown: Shown[];
  let surroundings: Surroundings;

  beforeEach(() => {
    shown = [];
    surroundings = new Surroundings();
    globals[hostSymbol] = {
      signal: new AbortController().signal,
      display(bundle: MimeBundle, options: { displayId: string; update: boolean }) {
        shown.push({ at: surroundings.time - 1000, payload: bundle[PROGRESS_MIME] as ProgressPayload, ...options });
      },
    };
  });
  afterEach(() => {
    delete globals[hostSymbol];
  });

  test("shows at most ten times a second and once more at the end, in one display", () => {
    const bar = new ProgressBar({ label: "Fitting", total: 1000, unit: "iterations" }, surroundings);
    for (let i = 1; i <= 1000; i++) {
      surroundings.advance(1);
      bar.update(i);
    }
    bar.finish("done");
    const times = shown.map(({ at }) => at);
    expect(times).toEqual([300, 400, 500, 600, 700, 800, 900, 1000, 1000]);
    expect(shown.map(({ update }) => update)).toEqual([false, ...Array<boolean>(8).fill(true)]);
    expect(new Set(shown.map(({ displayId }) => displayId)).size).toBe(1);
    expect(shown.at(-1)?.payload).toEqual({
      label: "Fitting",
      done: 1000,
      total: 1000,
      unit: "iterations",
      seconds: 1,
      state: "done",
      detail: "",
    });
  });

  test("a job shorter than 0.3 s shows its end and nothing else", () => {
    const bar = new ProgressBar({ label: "Fitting", total: 2 }, surroundings);
    bar.update(1);
    surroundings.advance(200);
    bar.finish("done", "objective 3");
    surroundings.advance(1000);
    expect(shown).toHaveLength(1);
    expect(shown[0]).toMatchObject({ update: false, payload: { done: 2, state: "done", detail: "objective 3" } });
  });

  test("a job that fails at once shows nothing, one that fails later where it was", () => {
    new ProgressBar({ label: "Fitting", total: 2 }, surroundings).finish("failed");
    surroundings.advance(1000);
    expect(shown).toEqual([]);
    const bar = new ProgressBar({ label: "Fitting", total: 2 }, surroundings);
    surroundings.advance(400);
    bar.finish("failed");
    expect(shown.map(({ payload }) => payload.state)).toEqual(["running", "failed"]);
  });

  test("a job that says nothing yet, or nothing more, is shown all the same", () => {
    const bar = new ProgressBar({ label: "Fitting", total: 10 }, surroundings);
    surroundings.advance(350);
    bar.update(1, "first");
    surroundings.advance(5000);
    expect(shown.map(({ at, payload }) => [at, payload.done, payload.detail])).toEqual([
      [300, 0, ""],
      [400, 1, "first"],
    ]);
  });

  test("an interrupted job keeps how far it came, and nothing is shown after the end", () => {
    const bar = new ProgressBar({ label: "Fitting", total: 10 }, surroundings);
    surroundings.advance(500);
    bar.update(4);
    bar.finish("interrupted");
    bar.update(5);
    bar.finish("done");
    surroundings.advance(1000);
    expect(shown.at(-1)?.payload).toMatchObject({ done: 4, state: "interrupted", seconds: 0.5 });
    expect(shown.filter(({ payload }) => payload.state !== "running")).toHaveLength(1);
  });
});

describe("ProgressBar without a notebook", () => {
  test("writes one line of a terminal, over and over, and closes it", () => {
    const surroundings = new Surroundings(true);
    const bar = new ProgressBar({ label: "Reading", total: 4e6, unit: "bytes" }, surroundings);
    surroundings.advance(1000);
    bar.update(1e6);
    bar.finish("done");
    expect(surroundings.written).toEqual([
      "\r\u001b[2KReading ──────────────────── 0% · 0 B of 4.0 MB · 0.3 s",
      "\r\u001b[2KReading ━━━━━─────────────── 25% · 1.0 MB of 4.0 MB · 1.0 s · about 3.0 s left",
      "\r\u001b[2KReading: 4.0 MB · 1.0 s\n",
    ]);
  });

  test("is silent where nobody looks, and for a short job", () => {
    for (const isTTY of [false, true]) {
      const surroundings = new Surroundings(isTTY);
      const bar = new ProgressBar({ label: "Reading", total: 1 }, surroundings);
      surroundings.advance(isTTY ? 200 : 2000);
      bar.finish("done");
      expect(surroundings.written).toEqual([]);
      expect(surroundings.timers).toEqual([]);
    }
  });

  test("rejects a total that is no count", () => {
    expect(() => new ProgressBar({ label: "x", total: -1 })).toThrow(
      new RangeError("Expected total to be a finite number >= 0 but found -1"),
    );
  });
});

describe("progressBundle", () => {
  const payload: ProgressPayload = {
    label: "k < 3",
    done: 45,
    total: 100,
    unit: "iterations",
    seconds: 3.2,
    state: "running",
    detail: "objective 12",
  };

  test("is a bar of boxes and a line of text", () => {
    const bundle = progressBundle(payload);
    expect(Object.keys(bundle)).toEqual([PROGRESS_MIME, "text/html", "text/plain"]);
    expect(bundle["text/html"]).toMatchInlineSnapshot(
      `"<div style="font-size:13px;line-height:1.5"><div><span style="color:#3f90da;font-weight:600"></span><span style="font-weight:600">k &lt; 3</span> <span style="opacity:0.7;font-variant-numeric:tabular-nums">45% · 45 of 100 iterations · 3.2 s · about 3.9 s left · objective 12</span></div><div style="max-width:480px;height:6px;margin:4px 0;border-radius:3px;background:rgba(128,128,128,0.25)"><div style="width:45.0%;height:6px;border-radius:3px;background:#3f90da"></div></div></div>"`,
    );
    expect(bundle["text/plain"]).toBe(
      "k < 3 ━━━━━━━━━─────────── 45% · 45 of 100 iterations · 3.2 s · about 3.9 s left · objective 12",
    );
  });

  test("without a total there is no bar and no percentage", () => {
    const bundle = progressBundle({ ...payload, total: 0 });
    expect(bundle["text/plain"]).toBe("k < 3: 45 iterations · 3.2 s · objective 12");
    expect(bundle["text/html"]).not.toContain("width:");
  });

  test("the end is said in words", () => {
    const texts = (["done", "interrupted", "failed"] as const).map(
      (state) => progressBundle({ ...payload, state })["text/plain"],
    );
    expect(texts).toEqual([
      "k < 3: 45 of 100 iterations · 3.2 s · objective 12",
      "k < 3: interrupted · 45 of 100 iterations · 3.2 s · objective 12",
      "k < 3: failed · 45 of 100 iterations · 3.2 s · objective 12",
    ]);
  });
});
