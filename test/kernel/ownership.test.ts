import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import type { Message } from "#kernel/wire/message.js";
import { KernelClient, printed, resultText } from "./client.js";

// Guards against hangs only.
jest.setTimeout(30_000);

let kernel: KernelClient;
beforeAll(async () => {
  kernel = await KernelClient.start();
  await kernel.execute(
    'import fs from "node:fs/promises"; const sleep = (ms: number) => new Promise((go) => setTimeout(go, ms));',
  );
}, 60_000);
afterAll(() => kernel.stop());

/** Runs a cell that leaves work behind, then others, and gives the broadcast whose text has a word. */
async function leftBehind(code: string, word: string): Promise<{ request: Message; message: Message }> {
  const { request, answer } = await kernel.start(`${code}; undefined`);
  await answer;
  await kernel.execute("1 + 1");
  const message = await kernel.broadcast(
    (it) => it.header.msg_type === "stream" && String(it.content.text).includes(word),
  );
  return { request, message };
}

describe("what a cell leaves running prints in that cell, not in the latest", () => {
  test.each([
    ["a timer", 'setTimeout(() => console.log("late-1"), 150)', "late-1"],
    ["an async function", 'void (async () => { await sleep(150); await null; console.log("late-2") })()', "late-2"],
    [
      "a promise of the file system",
      'void sleep(150).then(() => fs.readFile("/dev/null")).then(() => console.log("late-3"))',
      "late-3",
    ],
    [
      "an interval",
      'let ticks = 0; const every = setInterval(() => { if (++ticks === 3) { console.log("late-4"); clearInterval(every) } }, 60)',
      "late-4",
    ],
    ["an error in a timer", 'setTimeout(() => { throw new Error("late-5") }, 150)', "late-5"],
    ["an uncaught rejection", 'void (async () => { await sleep(150); throw new Error("late-6") })()', "late-6"],
    ["a rejection nobody waits for", 'void sleep(150).then(() => { throw new Error("late-7") })', "late-7"],
  ])("%s", async (_title, code, word) => {
    const { request, message } = await leftBehind(code, word);
    expect(message.parent.msg_id).toBe(request.header.msg_id);
  });

  test("a function of an earlier cell counts to the cell that calls it", async () => {
    await kernel.execute("async function say(text: string) { await sleep(5); console.log(text) }");
    expect(printed(await kernel.execute('await say("mine")'))).toBe("mine\n");
  });

  test("two cells' loops print side by side, each in its own", async () => {
    const loop = (name: string): string =>
      `void (async () => { for (let i = 0; i < 5; i++) { await sleep(30); console.log("${name}" + i) } })(); undefined`;
    const [first, second] = [await kernel.start(loop("a")), await kernel.start(loop("b"))];
    await kernel.broadcast((it) => String(it.content.text).includes("a4"));
    await kernel.broadcast((it) => String(it.content.text).includes("b4"));
    const text = (request: Message): string =>
      kernel.broadcasts
        .filter((it) => it.parent.msg_id === request.header.msg_id && it.header.msg_type === "stream")
        .map((it) => String(it.content.text))
        .join("");
    expect(text(first.request)).toBe("a0\na1\na2\na3\na4\n");
    expect(text(second.request)).toBe("b0\nb1\nb2\nb3\nb4\n");
  });

  test("promises show no sign of it", async () => {
    expect(resultText(await kernel.execute("Promise.resolve({ a: 1 })"))).toBe("Promise { { a: 1 } }");
    expect(resultText(await kernel.execute("Reflect.ownKeys(Promise.resolve(1)).length"))).toBe("0");
  });
});

describe("lastError", () => {
  test("is what the last failed cell threw", async () => {
    await kernel.execute("class Far extends Error { distance = 7 }; throw new Far('far')");
    expect(resultText(await kernel.execute("lastError.distance + 1"))).toBe("8");
  });

  test("of an interrupted fit holds the best model so far", async () => {
    // The engine's own way to stop: it throws an error that carries its model when the cell's signal is aborted.
    const fit = `import { Interrupted } from "lowrank";
      const { signal } = (globalThis as any)[Symbol.for("lowrank.host")];
      console.log("begun");
      await new Promise((_, fail) => signal.addEventListener("abort", () =>
        fail(new Interrupted("glrm was interrupted in iteration 3", { objective: 12.5 }))));`;
    const { request, answer } = await kernel.start(fit);
    await kernel.broadcast((it) => it.parent.msg_id === request.header.msg_id && it.header.msg_type === "stream");
    await kernel.ask("interrupt_request", {}, "control");
    const { reply } = await answer;
    expect(reply.ename).toBe("KeyboardInterrupt");
    expect((reply.traceback as string[]).at(-1)).toBe("The best result so far is lastError.model");
    const next = await kernel.execute("lastError.model.objective");
    expect(next.reply.evalue).toBeUndefined();
    expect(resultText(next)).toBe("12.5");
  });
});
