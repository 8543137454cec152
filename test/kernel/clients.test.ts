import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { KernelClient, printed, resultText } from "./client.js";

// Guards against hangs only.
jest.setTimeout(30_000);

describe("two clients of one kernel", () => {
  let first: KernelClient;
  let second: KernelClient;
  beforeAll(async () => {
    first = await KernelClient.start();
    second = await first.second();
  }, 60_000);
  afterAll(async () => {
    second.leave();
    await first.stop();
  });

  test("share its variables and see one another's cells, but only their own replies", async () => {
    await first.execute("const shared = 41");
    expect(resultText(await second.execute("shared + 1"))).toBe("42");
    const seen = await first.broadcast((it) => it.header.msg_type === "execute_result");
    expect(seen.parent.session).toBe(second.codec.session);
    const { request, answer } = await second.start("1");
    await answer;
    await expect(Promise.race([first.reply(request), new Promise((go) => setTimeout(go, 100, "none"))])).resolves.toBe(
      "none",
    );
  });

  test("are asked for input each for its own cells", async () => {
    first.onInput = () => "from the first";
    second.onInput = () => "from the second";
    expect(resultText(await second.execute('prompt("?")', { allow_stdin: true }))).toBe("'from the second'");
    expect(resultText(await first.execute('prompt("?")', { allow_stdin: true }))).toBe("'from the first'");
  });

  test("one's failure does not cancel what the other has queued", async () => {
    const failing = await first.start("await new Promise((go) => setTimeout(go, 50)); throw 1");
    const other = await second.start("5");
    expect((await failing.answer).reply.status).toBe("error");
    expect(resultText(await other.answer)).toBe("5");
  });
});

describe("input", () => {
  let kernel: KernelClient;
  beforeAll(async () => {
    kernel = await KernelClient.start();
  }, 60_000);
  afterAll(() => kernel.stop());

  test("prompt takes a value for an empty answer, null for the end of input; confirm takes y", async () => {
    const answers = ["", "\u0004", "y", "no", "é𝒳"];
    kernel.onInput = () => answers.shift() ?? "";
    const { reply, outputs } = await kernel.execute(
      '[prompt("a", "default"), prompt("b"), confirm("c"), confirm("d"), prompt("e")]',
      { allow_stdin: true },
    );
    expect(reply.status).toBe("ok");
    expect((outputs[0].content.data as Record<string, string>)["text/plain"]).toBe(
      "[ 'default', null, true, false, 'é𝒳' ]",
    );
  });

  test("an answer that nobody waits for is not taken for the next one", async () => {
    kernel.onInput = undefined;
    await kernel.send("input_reply", { value: "stale" }, "stdin");
    kernel.onInput = () => "fresh";
    expect(resultText(await kernel.execute('prompt("?")', { allow_stdin: true }))).toBe("'fresh'");
  });
});

describe("processes that die", () => {
  test("a new kernel takes the ports of a killed one, and its client goes on", async () => {
    const kernel = await KernelClient.start();
    await kernel.execute("1");
    kernel.process.kill("SIGKILL");
    await kernel.exited;
    const next = await KernelClient.start({ ports: kernel.ports, key: kernel.key });
    expect(resultText(await next.execute("6 * 7"))).toBe("42");
    kernel.leave();
    await next.stop();
  }, 60_000);

  test("a child or a worker thread of a cell that is killed leaves the kernel as it was", async () => {
    const kernel = await KernelClient.start();
    const child = await kernel.execute(`
      import { spawn } from "node:child_process"; import { Worker } from "node:worker_threads";
      const kept = 5;
      const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
      const ended = new Promise((go) => child.on("exit", (_code, signal) => go(signal)));
      process.kill(child.pid!, "SIGKILL");
      const worker = new Worker("setInterval(() => {}, 1000)", { eval: true });
      const code = await worker.terminate();
      const broken = new Worker("process.exit(9)", { eval: true });
      [await ended, typeof code, await new Promise((go) => broken.on("exit", go))]`);
    expect(resultText(child)).toBe("[ 'SIGKILL', 'number', 9 ]");
    expect(resultText(await kernel.execute("kept"))).toBe("5");
    await kernel.stop();
  }, 60_000);

  test("a worker thread of the library that is killed fails its job by name, and the next job runs", async () => {
    const kernel = await KernelClient.start();
    const answer = await kernel.execute(`
      import { Worker } from "node:worker_threads"; import { Frame, glrm } from "lowrank";
      const workers: Worker[] = [];
      const post = Worker.prototype.postMessage;
      let victims = 1;
      Worker.prototype.postMessage = function (this: Worker, ...values: any[]) {
        if (victims-- > 0) void this.terminate();
        return (post as any).apply(this, values);
      };
      const columns: Record<string, Float64Array> = {};
      for (let j = 0; j < 8; j++) columns["c" + j] = Float64Array.from({ length: 500 }, (_, i) => Math.sin(i * (j + 1)));
      const frame = Frame.fromColumns(columns);
      try { await glrm(frame, { k: 2 }) } catch (error) { console.log((error as Error).message) }
      (await glrm(frame, { k: 2 })).representation.dim()`);
    expect(answer.reply.evalue).toBeUndefined();
    expect(printed(answer)).toMatch(/worker thread/);
    expect(resultText(answer)).toBe("[ 500, 2 ]");
    await kernel.stop();
  }, 60_000);
});
