/** One rule for the option `threads`, wherever it is given. */
import { expect, test } from "@jest/globals";
import { availableParallelism } from "node:os";
import { trustworthiness } from "#src/evaluate/embedding-quality.js";
import { randomForest } from "#src/forest/random-forest.js";
import { Frame } from "#src/frame/frame.js";
import { glrm } from "#src/glrm/glrm.js";
import { tsne } from "#src/tsne/tsne.js";
import { checkThreads } from "#src/workers/pool.js";

const most = Math.max(64, 4 * availableParallelism());

test("threads are a whole number up to a few a core", () => {
  for (const threads of [1, 2, 64, most]) expect(() => checkThreads(threads)).not.toThrow();
  for (const threads of [0, -1, 1.5, NaN, Infinity, most + 1, "2" as unknown as number]) {
    expect(() => checkThreads(threads)).toThrow(/^Expected threads to be a whole number from 1 to \d+ .* but found /);
  }
});

test("every engine keeps the rule", async () => {
  const values = Float64Array.from({ length: 40 }, (_, i) => Math.sin(i));
  const frame = Frame.fromColumns({ a: values, b: values.map((value) => value ** 2), c: values.map(Math.cos) });
  const options = { threads: 1000 };
  const message = /Expected threads .* but found 1000/;
  await expect(glrm(frame, { k: 1, ...options })).rejects.toThrow(message);
  await expect(tsne(frame, { perplexity: 5, ...options })).rejects.toThrow(message);
  await expect(randomForest(frame, { target: "b", ...options })).rejects.toThrow(message);
  await expect(trustworthiness(frame, frame, options)).rejects.toThrow(message);
  const forest = await randomForest(frame, { target: "b", trees: 2, threads: 1 });
  await expect(forest.predict(frame, options)).rejects.toThrow(message);
});
