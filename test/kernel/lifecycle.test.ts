import { describe, expect, test } from "@jest/globals";
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { KernelClient } from "./client.js";

describe("the process", () => {
  test("answers kernel_info before it can compile, and leaves with code 0 when shut down", async () => {
    const kernel = await KernelClient.start();
    expect(await kernel.ask("shutdown_request", { restart: true }, "control")).toEqual({ status: "ok", restart: true });
    expect(await kernel.stop()).toBe(0);
    expect(kernel.errors).toBe("");
  }, 60_000);

  test("leaves with code 0 when shut down while a cell loops", async () => {
    const kernel = await KernelClient.start();
    const { request } = await kernel.start('console.log("begun"); while (true);');
    await kernel.broadcast((it) => it.parent.msg_id === request.header.msg_id && it.header.msg_type === "stream");
    expect(await kernel.stop()).toBe(0);
  }, 60_000);

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

  test("leaves when its parent has gone", async () => {
    const kernel = await KernelClient.start({ throughParent: true });
    kernel.process.kill("SIGKILL");
    await kernel.exited;
    await expect(kernel.gone()).resolves.toBe(true);
    await kernel.stop();
  }, 60_000);

  test("says what it expects when started by hand", async () => {
    const child = spawn(process.execPath, [new URL("../../dist/kernel/main.js", import.meta.url).pathname]);
    const code = await new Promise((resolve) => child.on("exit", resolve));
    expect(code).toBe(2);
  });
});
