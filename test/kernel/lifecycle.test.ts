import { describe, expect, test } from "@jest/globals";
import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { KernelClient } from "./client.js";

const mainFile = fileURLToPath(new URL("../../dist/kernel/main.js", import.meta.url));

describe("the process", () => {
  test("answers kernel_info before it can compile, and leaves with code 0 when shut down", async () => {
    const kernel = await KernelClient.start();
    expect(await kernel.ask("shutdown_request", { restart: true }, "control")).toEqual({ status: "ok", restart: true });
    expect(await kernel.stop()).toBe(0);
    expect(kernel.errors).toBe("");
  }, 60_000);

  test.each([
    ["loops", 'console.log("begun"); while (true);'],
    ["prints", 'while (true) console.log("x")'],
    ["prints behind an await", 'for (;;) { await null; console.log("y") }'],
  ])(
    "leaves with code 0 when shut down while a cell %s, and its compiler with it",
    async (_does, code) => {
      const kernel = await KernelClient.start();
      const [compiler] = childrenOf(kernel.process.pid!);
      await kernel.start(code);
      await kernel.broadcast((it) => it.header.msg_type === "stream");
      expect(await kernel.stop()).toBe(0);
      await end(compiler);
    },
    60_000,
  );

  test("leaves with the code of process.exit, after the cell has been answered; an empty key means unsigned", async () => {
    const kernel = await KernelClient.start({ key: "" });
    const { reply } = await kernel.execute('console.log("a"); process.exit(3); console.log("b")');
    expect(reply).toMatchObject({ status: "ok", payload: [{ source: "ask_exit", keepkernel: false }] });
    expect(await kernel.exited).toBe(3);
    await kernel.stop();
  }, 60_000);

  test("runs no cell after one that calls process.exit", async () => {
    const kernel = await KernelClient.start();
    const file = join(kernel.folder, "ran");
    await kernel.execute("1");
    await kernel.start("process.exit()");
    await kernel.start(`require("node:fs").writeFileSync(${JSON.stringify(file)}, "")`);
    expect(await kernel.exited).toBe(0);
    expect(existsSync(file)).toBe(false);
    await kernel.stop();
  }, 60_000);

  test.each([
    ["rests", "1"],
    ["prints without end", 'while (true) console.log("x")'],
    ["cannot be stopped", 'console.log("x"); require("node:child_process").execSync("sleep 20")'],
  ])(
    "leaves when its parent has gone, also when it %s, and its compiler with it",
    async (_does, code) => {
      const kernel = await KernelClient.start({ throughParent: true });
      const [pid] = childrenOf(kernel.process.pid!);
      const [compiler] = childrenOf(pid);
      await kernel.start(code);
      await kernel.broadcast((it) => it.header.msg_type === "stream" || it.header.msg_type === "execute_result");
      kernel.process.kill("SIGKILL");
      await kernel.exited;
      await end(pid);
      await end(compiler);
      await kernel.stop();
    },
    60_000,
  );

  test("leaves with code 1 and the reason when its connection file cannot be read", async () => {
    const { error, code } = await leftBy(["/nowhere/connection.json"]);
    expect(error).toContain("no such file or directory, open '/nowhere/connection.json'");
    expect(code).toBe(1);
  });

  test("says what it expects when started by hand", async () => {
    const { error, code } = await leftBy([]);
    expect(error).toBe("Expected the path of a connection file, as Jupyter passes it to a kernel.\n");
    expect(code).toBe(2);
  });
});

/** A kernel started by hand that cannot serve: what it says, and its code. */
async function leftBy(words: string[]): Promise<{ error: string; code: number | null }> {
  const child = spawn(process.execPath, [mainFile, ...words], { stdio: ["ignore", "ignore", "pipe"] });
  let error = "";
  child.stderr.on("data", (data: Buffer) => (error += data.toString()));
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return { error, code };
}

/** The numbers of the processes that a process has started. */
function childrenOf(pid: number): number[] {
  const threads = readdirSync(`/proc/${pid}/task`).map((it) => `/proc/${pid}/task/${it}/children`);
  return threads.flatMap((it) => (readFileSync(it, "utf8").match(/\d+/g) ?? []).map(Number));
}

/** Waits for the end of a process; one that nobody has waited for counts as ended. */
async function end(pid: number): Promise<void> {
  while (existsSync(`/proc/${pid}`) && !/^State:\tZ/m.test(readFileSync(`/proc/${pid}/status`, "utf8"))) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
