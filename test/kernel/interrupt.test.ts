import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { KernelClient, printed, resultText } from "./client.js";

// Guards against hangs only.
jest.setTimeout(30_000);

let kernel: KernelClient;
beforeAll(async () => {
  kernel = await KernelClient.start();
  await kernel.execute(
    'import fs from "node:fs"; import * as child from "node:child_process"; let n = 1; const kept = { a: 1 };',
  );
}, 60_000);
afterAll(() => kernel.stop());

const BEGUN = 'console.log("begun"); ';

describe("an interrupt ends", () => {
  test.each([
    ["a loop", "while (true) n++"],
    ["a loop behind an await", "await null; while (true) n++"],
    ["a loop behind a timer's await", "await new Promise((go) => setTimeout(go, 5)); while (true) n++"],
    ["a loop in a timer", "setTimeout(() => { while (true) n++ }, 5); await new Promise(() => {})"],
    ["a loop in setImmediate", "setImmediate(() => { while (true) n++ }); await new Promise(() => {})"],
    ["a loop in nextTick", "process.nextTick(() => { while (true) n++ }); await new Promise(() => {})"],
    [
      "a loop in a file's callback",
      'fs.readFile("/dev/null", () => { while (true) n++ }); await new Promise(() => {})',
    ],
    [
      "slow work in an interval",
      "setInterval(() => { const e = Date.now() + 2000; while (Date.now() < e); }, 5); await new Promise(() => {})",
    ],
    ["an await that never settles", "await new Promise(() => {})"],
    ["an endless row of awaits", "while (true) await null"],
    ["an endless row of timers", "while (true) await new Promise((go) => setTimeout(go, 1))"],
    ["a sleep in Atomics.wait", "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)"],
    ["a regular expression", '/(a+)+b/.test("a".repeat(40))'],
    ["a loop in try with finally", "try { while (true) n++ } finally { n = -1 }"],
    ["endless printing", 'while (true) console.log("x".repeat(100))'],
    ["endless printing of single characters", 'while (true) process.stdout.write("x")'],
    ["endless displays", "while (true) display(1)"],
    ["endless messages of a comm", 'const line = comms.open("x"); while (true) line.send({ a: 1 })'],
    ["a wait for another process", 'child.execFileSync("sleep", ["60"])'],
    ["a wait for a shell and its processes", 'child.execSync("sleep 60; sleep 60 | cat")'],
    ["a question that nobody answers", 'prompt("?")'],
  ])("%s, and the variables and the kernel survive", async (_title, code) => {
    kernel.onInput = undefined;
    const { request, answer } = await kernel.start(BEGUN + code, { allow_stdin: true });
    await kernel.broadcast((it) => it.parent.msg_id === request.header.msg_id && it.header.msg_type === "stream");
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await kernel.ask("interrupt_request", {}, "control")).toEqual({ status: "ok" });
    const { reply, outputs } = await answer;
    expect(reply).toMatchObject({ status: "error", ename: "KeyboardInterrupt" });
    expect(outputs.filter((it) => it.header.msg_type === "error")).toHaveLength(1);
    expect(resultText(await kernel.execute("[kept.a, n > 0]"))).toBe("[ 1, true ]");
  });
});

describe("an interrupt", () => {
  test("first aborts the signal of the cell, whose own error is then told", async () => {
    const code = `const { signal } = (globalThis as any)[Symbol.for("lowrank.host")];
      await new Promise((_, fail) => signal.addEventListener("abort", () => fail(new Error("stopped in round 3"))))`;
    const { request, answer } = await kernel.start(BEGUN + code);
    await kernel.broadcast((it) => it.parent.msg_id === request.header.msg_id && it.header.msg_type === "stream");
    await kernel.ask("interrupt_request", {}, "control");
    expect((await answer).reply).toMatchObject({ ename: "KeyboardInterrupt", evalue: "stopped in round 3" });
  });

  test("is answered on the shell channel too, also while a cell loops", async () => {
    const { request, answer } = await kernel.start(`${BEGUN} while (true);`);
    await kernel.broadcast((it) => it.parent.msg_id === request.header.msg_id && it.header.msg_type === "stream");
    expect(await kernel.ask("interrupt_request", {}, "shell")).toEqual({ status: "ok" });
    expect((await answer).reply.ename).toBe("KeyboardInterrupt");
  });

  test("is harmless while nothing runs", async () => {
    for (let i = 0; i < 5; i++) await kernel.ask("interrupt_request", {}, "control");
    expect(resultText(await kernel.execute("1 + 1"))).toBe("2");
  });

  test("stops the cells queued behind, by stop_on_error", async () => {
    const { request, answer } = await kernel.start(`${BEGUN} while (true);`);
    const queued = await kernel.start('console.log("never")');
    await kernel.broadcast((it) => it.parent.msg_id === request.header.msg_id && it.header.msg_type === "stream");
    await kernel.ask("interrupt_request", {}, "control");
    await answer;
    expect(printed(await queued.answer)).toBe("");
  });
});

describe("while a cell loops", () => {
  test("heartbeat, completion, kernel_info and comm_info answer", async () => {
    const { request, answer } = await kernel.start(`${BEGUN} while (true);`);
    await kernel.broadcast((it) => it.parent.msg_id === request.header.msg_id && it.header.msg_type === "stream");
    expect(await kernel.beat()).toBe("ping");
    expect((await kernel.ask("complete_request", { code: "Math.ma", cursor_pos: 7 })).matches).toEqual(["max"]);
    expect((await kernel.ask("kernel_info_request", {}, "control")).status).toBe("ok");
    expect(await kernel.ask("comm_info_request", { target_name: "none" })).toEqual({ status: "ok", comms: {} });
    await kernel.ask("interrupt_request", {}, "control");
    await answer;
  });
});
