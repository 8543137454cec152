import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "@jest/globals";
import { run } from "#src/workers/pool.js";

const module = pathToFileURL(join(process.cwd(), "test/workers/tasks.mjs")).href;
const shared = (length: number): Int32Array => new Int32Array(new SharedArrayBuffer(4 * length));

test.each([0, 1, 2, 3])("on %i threads every chunk is done exactly once", async (threads) => {
  const input = { seen: shared(100), by: shared(100) };
  const shares: number[] = [];
  await run({ task: { module, name: "mark" }, input, chunks: 100, threads, onProgress: (share) => shares.push(share) });
  expect([...input.seen]).toEqual(new Array(100).fill(1));
  expect(shares.at(-1)).toBe(1);
});

test("an error in a task is the job's error, with its message", async () => {
  const job = { task: { module, name: "fail" }, input: {}, chunks: 2, threads: 2 };
  await expect(run(job)).rejects.toThrow(/no chunk/);
});

test("a worker that dies is an error, and the next job runs on new workers", async () => {
  const job = { task: { module, name: "die" }, input: {}, chunks: 2, threads: 2 };
  await expect(run(job)).rejects.toThrow(/ended with code 3/);
  const input = { seen: shared(4), by: shared(4) };
  await run({ task: { module, name: "mark" }, input, chunks: 4, threads: 2 });
  expect([...input.seen]).toEqual([1, 1, 1, 1]);
});

test("a signal stops a running job, and one that is aborted already starts none", async () => {
  const controller = new AbortController();
  const input = { seen: shared(1) };
  const job = { task: { module, name: "endless" }, input, chunks: 2 ** 30, threads: 2, signal: controller.signal };
  const running = run({ ...job, onProgress: () => controller.abort(new Error("enough")) });
  await expect(running).rejects.toThrow("enough");
  const before = input.seen[0];
  await expect(run(job)).rejects.toThrow("enough");
  expect(input.seen[0]).toBe(before);
});

test.each([0, 1, 2, 3])("in lockstep on %i threads a phase sees all of the phase before it", async (threads) => {
  const [parts, phases] = [5, 8];
  const sums = shared(phases + 1);
  await run({ task: { module, name: "lockstep" }, input: { sums, parts, phases }, chunks: phases, threads });
  const expected = [0];
  for (let phase = 1; phase <= phases; phase++) expected.push(parts * expected[phase - 1] + 10);
  expect([...sums]).toEqual(expected);
});

test("a worker that dies in lockstep is an error, not a hang", async () => {
  const job = { task: { module, name: "dieInLockstep" }, input: {}, chunks: 1, threads: 3 };
  await expect(run(job)).rejects.toThrow(/ended with code 3/);
});

test("a signal stops all threads of a job in lockstep at the end of the same phase", async () => {
  const controller = new AbortController();
  const phases = 2 ** 22;
  const input = { sums: shared(phases + 1), parts: 2, phases };
  const job = { task: { module, name: "lockstep" }, input, chunks: phases, threads: 2, signal: controller.signal };
  await expect(run({ ...job, onProgress: () => controller.abort(new Error("enough")) })).rejects.toThrow("enough");
});
