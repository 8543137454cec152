import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { createHmac } from "node:crypto";
import { Codec } from "#kernel/wire/message.js";
import { KernelClient, resultText } from "./client.js";

// Guards against hangs only.
jest.setTimeout(30_000);

let kernel: KernelClient;
beforeAll(async () => {
  kernel = await KernelClient.start();
  await kernel.execute("/** How many. */\nconst total: number = 3; const table = { rows: 2 }");
}, 60_000);
afterAll(() => kernel.stop());

describe("completion", () => {
  test("knows types and names of earlier cells, with their kind", async () => {
    const reply = await kernel.ask("complete_request", { code: "table.ro", cursor_pos: 8 });
    expect(reply).toEqual({
      status: "ok",
      matches: ["rows"],
      cursor_start: 6,
      cursor_end: 8,
      metadata: { _jupyter_types_experimental: [{ start: 6, end: 8, text: "rows", type: "property" }] },
    });
    expect((await kernel.ask("complete_request", { code: "tota", cursor_pos: 4 })).matches).toContain("total");
  });

  test("carries the signatures of functions, of objects and of earlier cells", async () => {
    await kernel.execute("function scale(x: number, by = 2): number { return x * by }");
    const signature = async (code: string, text: string): Promise<unknown> => {
      const { metadata } = await kernel.ask("complete_request", { code, cursor_pos: code.length });
      const types = (metadata as Record<string, { text: string; signature?: string }[]>)._jupyter_types_experimental;
      return types.find((it) => it.text === text)?.signature;
    };
    expect(await signature("Math.hy", "hypot")).toBe("(...values: number[]): number");
    expect(await signature("1 + sca", "scale")).toBe("(x: number, by?: number | undefined): number");
    expect(await signature("tota", "total")).toBeUndefined();
  });

  test("counts code points", async () => {
    const reply = await kernel.ask("complete_request", { code: '"𝒳"; table.ro', cursor_pos: 13 });
    expect(reply).toMatchObject({ matches: ["rows"], cursor_start: 11, cursor_end: 13 });
  });
});

describe("inspection", () => {
  test("shows type and documentation, as text and Markdown, with the cursor in or behind a name", async () => {
    for (const [code, cursor_pos] of [
      ["Math.max", 7],
      ["Math.max", 8],
      ["Math.max(", 9],
    ]) {
      const { found, data } = await kernel.ask("inspect_request", { code, cursor_pos, detail_level: 0 });
      expect(found).toBe(true);
      expect((data as Record<string, string>)["text/plain"]).toContain("Math.max(...values: number[]): number");
      expect((data as Record<string, string>)["text/markdown"]).toContain("```typescript\n");
    }
  });

  test("at level 1 adds the declaration: of an earlier cell as written, of a library from its file", async () => {
    const text = async (code: string, detail_level: number): Promise<string> => {
      const { data } = await kernel.ask("inspect_request", { code, cursor_pos: code.length, detail_level });
      return (data as Record<string, string>)["text/plain"];
    };
    expect(await text("total", 0)).not.toContain("cell[");
    expect(await text("total", 1)).toContain("cell[1].ts:\nconst total: number = 3;");
    expect(await text("Math.hypot", 1)).toMatch(
      /lib\.es2015\.core\.d\.ts:\d+:\nhypot\(\.\.\.values: number\[\]\): number;/,
    );
  });

  test("knows the documentation of JavaScript's and Node's own names", async () => {
    for (const [code, words] of [
      ["Math.hypot", "square root of the sum of squares"],
      ["setTimeout", "one-time"],
      ["process.cwd", "current working directory"],
      ["JSON.stringify", "@param value"],
    ]) {
      const { data } = await kernel.ask("inspect_request", { code, cursor_pos: code.length, detail_level: 0 });
      expect((data as Record<string, string>)["text/markdown"]).toContain(words);
    }
  });

  test("of nothing finds nothing", async () => {
    for (const code of ["  ", "nowhere", "table.nothing", "missing.name("]) {
      const reply = await kernel.ask("inspect_request", { code, cursor_pos: code.length });
      expect(reply).toEqual({ status: "ok", found: false, data: {}, metadata: {} });
    }
  });

  test("finds names whose type is any", async () => {
    for (const code of ["lastError", "const some: any = 1; some"]) {
      expect(await kernel.ask("inspect_request", { code, cursor_pos: code.length })).toMatchObject({ found: true });
    }
  });
});

test("kernel_info names language, TypeScript's version and the protocol", async () => {
  expect(await kernel.ask("kernel_info_request", {})).toMatchObject({
    status: "ok",
    protocol_version: "5.5",
    implementation: "lowrank",
    language_info: { name: "typescript", version: "5.0.4", file_extension: ".ts", mimetype: "application/typescript" },
  });
});

test("a subscription is welcomed", async () => {
  const welcome = await kernel.broadcast((it) => it.header.msg_type === "iopub_welcome");
  expect(welcome.content).toEqual({ subscription: "" });
});

test("usage says what the process takes, on control, also while a cell loops", async () => {
  const { request, answer } = await kernel.start('console.log("begun"); while (true);');
  await kernel.broadcast((it) => it.parent.msg_id === request.header.msg_id && it.header.msg_type === "stream");
  await kernel.ask("usage_request", {}, "control");
  const usage = await kernel.ask("usage_request", {}, "control");
  expect(usage).toMatchObject({ status: "ok", pid: kernel.process.pid });
  expect(usage.kernel_memory).toBeGreaterThan(1e7);
  expect(usage.kernel_cpu).toBeGreaterThanOrEqual(0);
  expect(usage.host_virtual_memory).toMatchObject({ total: expect.any(Number), available: expect.any(Number) });
  await kernel.ask("interrupt_request", {}, "control");
  await answer;
});

test("connect names the ports", async () => {
  const ports = await kernel.ask("connect_request", {});
  expect(Object.keys(ports).sort()).toEqual(
    ["control_port", "hb_port", "iopub_port", "shell_port", "status", "stdin_port"].sort(),
  );
});

describe("bad messages", () => {
  test("are dropped, told once in the log, and the kernel goes on", async () => {
    const forged = new Codec("not the key");
    await kernel.sendFrames(forged.encode(forged.message("shutdown_request", { restart: false })), "control");
    await kernel.sendFrames(["only", "this"]);
    await kernel.sendFrames(["<IDS|MSG>", "", "{", "{", "{", "{"]);
    await kernel.sendFrames(["<IDS|MSG>"]);
    await kernel.sendFrames([Buffer.alloc(0)]);
    await kernel.sendFrames(signed(["{", "{}", "{}", "{}"]));
    await kernel.sendFrames(signed(["[]", "null", "3", '"x"']));
    await kernel.sendFrames(signed(['{"msg_id": 1, "msg_type": {}}', "{}", "{}", "{}"]));
    await kernel.sendFrames(signed(["\xff\xfe", "{}", "{}", "{}"]));
    expect(resultText(await kernel.execute("1 + 1"))).toBe("2");
    expect(kernel.errors.match(/Dropped a message/g)).toHaveLength(1);
  });

  test("with contents of the wrong kind are answered or ignored", async () => {
    await kernel.send("no_such_request", {});
    await kernel.send("__proto__", {});
    await kernel.send("comm_open", {});
    await kernel.send("comm_msg", { comm_id: 5 });
    await kernel.send("comm_close", { comm_id: "nobody" });
    for (const [type, content] of [
      ["execute_request", {}],
      ["execute_request", { code: 7, user_expressions: "x", silent: "no" }],
      ["execute_request", { code: "1", user_expressions: null, allow_stdin: 3 }],
      ["complete_request", { code: null, cursor_pos: "x" }],
      ["complete_request", { code: "Math.", cursor_pos: -5 }],
      ["complete_request", { code: "Math.", cursor_pos: 1e9 }],
      ["inspect_request", { detail_level: "deep" }],
      ["is_complete_request", {}],
      ["history_request", {}],
      ["history_request", { hist_access_type: "range", session: {}, start: "a", stop: [] }],
      ["comm_info_request", { target_name: 3 }],
      ["kernel_info_request", { extra: true }],
    ] as const) {
      expect(await kernel.ask(type, content)).toHaveProperty("status");
    }
    expect(resultText(await kernel.execute("1 + 1"))).toBe("2");
  });

  test("that are sent a second time are not run again", async () => {
    const before = (await kernel.execute("let runs = 0; runs")).reply.execution_count as number;
    const message = kernel.codec.message("execute_request", { code: "runs++" });
    const frames = kernel.codec.encode(message);
    for (let i = 0; i < 3; i++) await kernel.sendFrames(frames);
    const answer = await kernel.execute("runs");
    expect([resultText(answer), answer.reply.execution_count]).toEqual(["1", before + 2]);
  });

  function signed(parts: string[]): (string | Buffer)[] {
    const hmac = createHmac("sha256", kernel.key);
    for (const part of parts) hmac.update(part);
    return ["<IDS|MSG>", hmac.digest("hex"), ...parts];
  }
});
