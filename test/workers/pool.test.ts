import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "@jest/globals";
import { run } from "#src/workers/pool.js";

const module = pathToFileURL(join(process.cwd(), "test/workers/tasks.mjs")).href;
const shared = (length: number): Int32Array => new Int32Array(new SharedArrayBuffer(4 * length));

test.each([1, 2, 3])("on %i threads every chunk is done exactly once", async (threads) => {
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
