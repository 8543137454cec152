import { afterAll, beforeAll, expect, jest, test } from "@jest/globals";
import { KernelClient, resultText } from "./client.js";

// Guards against hangs only.
jest.setTimeout(60_000);

let kernel: KernelClient;
beforeAll(async () => {
  kernel = await KernelClient.start();
}, 60_000);
afterAll(() => kernel.stop());

const losses = {
  quadratic: `"quadratic"`,
  "of the user's": `{
    name: "pseudoHuber", curvature: 1, best: (u: number) => u,
    value: (u: number, a: number) => Math.hypot(1, u - a) - 1,
    slope: (u: number, a: number) => (u - a) / Math.hypot(1, u - a),
  }`,
};

test.each(Object.entries(losses))(
  "an interrupted fit leaves its model so far in lastError.model: loss %s",
  async (_, loss) => {
    const fit = `import { Frame, glrm, insertMissing } from "lowrank";
    const columns: Record<string, Float64Array> = {};
    for (let j = 0; j < 60; j++) {
      columns["c" + j] = Float64Array.from({ length: 20_000 }, (_, i) => Math.sin(i * (j + 1)) + Math.cos(i * i + j * j * i));
    }
    const frame = insertMissing(Frame.fromColumns(columns), { fraction: 0.2, seed: 1 });
    let told = false;
    await glrm(frame, {
      k: 20, seed: 1, loss: ${loss}, maxIterations: 1e9, tolerance: 0,
      onProgress: ({ iteration }) => {
        if (iteration >= 3 && !told) console.log("third");
        told ||= iteration >= 3;
      },
    });`;
    const { request, answer } = await kernel.start(fit);
    const outcome = await Promise.race([
      answer,
      kernel.broadcast((it) => it.parent.msg_id === request.header.msg_id && String(it.content.text).includes("third")),
    ]);
    if ("reply" in outcome) throw new Error(`The fit ended by itself: ${String(outcome.reply.evalue)}`);
    await kernel.ask("interrupt_request", {}, "control");
    const { reply } = await answer;
    expect(reply).toMatchObject({ status: "error", ename: "KeyboardInterrupt" });
    expect((reply.traceback as string[]).at(-1)).toBe("The best result so far is lastError.model");
    const next = await kernel.execute(`[lastError.model.iterations >= 3, lastError.model.converged,
    lastError.model.representation.dim(), (await lastError.model.impute(frame)).dim()]`);
    expect(next.reply.evalue).toBeUndefined();
    expect(resultText(next)?.replace(/\s+/g, " ")).toBe("[ true, false, [ 20000, 20 ], [ 20000, 60 ] ]");
  },
);

/** A cell that waits for its interrupt and then holds on to some work, which ends with an error that has a model. */
const holding = (work: string): string => `import { setTimeout as pause } from "node:timers/promises";
  const host = (globalThis as any)[Symbol.for("lowrank.host")];
  console.log("waiting");
  await new Promise((_, reject) => {
    host.signal.addEventListener("abort", () => {
      const work = ${work};
      host.hold(work);
      void work.then(() => reject(Object.assign(new Error("stopped"), { model: 5 })));
    });
  });`;

test.each([
  ["pause(800)", "The best result so far is lastError.model", "5"],
  ["new Promise<void>(() => {})", "KeyboardInterrupt: The cell was interrupted", "undefined"],
])("an interrupted cell is given time for its best result, not for ever: %s", async (work, told, model) => {
  const { request, answer } = await kernel.start(holding(work));
  await kernel.broadcast(
    (it) => it.parent.msg_id === request.header.msg_id && String(it.content.text).includes("waiting"),
  );
  await kernel.ask("interrupt_request", {}, "control");
  const { reply } = await answer;
  expect(reply).toMatchObject({ status: "error", ename: "KeyboardInterrupt" });
  expect((reply.traceback as string[]).at(-1)).toBe(told);
  expect(resultText(await kernel.execute("String(lastError.model)"))).toBe(`'${model}'`);
});
