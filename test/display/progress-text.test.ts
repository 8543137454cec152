import { expect, test } from "@jest/globals";
import type { ProgressPayload } from "#src/display/payload.js";
import { progressFacts, progressFraction, progressState } from "#src/display/progress-text.js";

const job: ProgressPayload = { label: "Fitting", done: 45, total: 100, seconds: 9, state: "running", detail: "" };

test("a running job says how much is done, how long it took and may take", () => {
  expect(progressState(job)).toBe("45%");
  expect(progressFacts({ ...job, unit: "iterations" })).toEqual(["45 of 100 iterations", "9.0 s", "about 11 s left"]);
});

test("a job that has ended says how, and foretells nothing", () => {
  expect(progressState({ ...job, state: "interrupted" })).toBe("interrupted");
  expect(progressFacts({ ...job, state: "interrupted" })).toEqual(["45 of 100", "9.0 s"]);
  expect(progressFacts({ ...job, done: 100, state: "done" })).toEqual(["100", "9.0 s"]);
});

test("a job of unknown length has neither fraction nor percentage", () => {
  expect(progressFraction({ ...job, total: 0 })).toBeUndefined();
  expect(progressState({ ...job, total: 0 })).toBe("");
  expect(progressFacts({ ...job, total: 0 })).toEqual(["45", "9.0 s"]);
});

test("bytes are written as sizes", () => {
  const download = { ...job, unit: "bytes", done: 13_210_940, total: 26_421_880 };
  expect(progressFacts(download)[0]).toBe("13.2 MB of 26.4 MB");
});

test("a share of a hundred is not counted twice", () => {
  expect(progressState({ ...job, unit: "%" })).toBe("45%");
  expect(progressFacts({ ...job, unit: "%" })).toEqual(["9.0 s", "about 11 s left"]);
});
