import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { Codec } from "#kernel/wire/message.js";
import { KernelClient, resultText } from "./client.js";

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

  test("of nothing finds nothing", async () => {
    expect(await kernel.ask("inspect_request", { code: "  ", cursor_pos: 1 })).toMatchObject({
      found: false,
      data: {},
    });
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

test("a comm with an unknown target is closed at once", async () => {
  await kernel.send("comm_open", { comm_id: "c1", target_name: "nobody", data: {} });
  const closed = await kernel.broadcast((it) => it.header.msg_type === "comm_close");
  expect(closed.content).toEqual({ comm_id: "c1", data: {} });
});

describe("bad messages", () => {
  test("are dropped, and the kernel goes on", async () => {
    const forged = new Codec("not the key");
    await kernel.sendFrames(forged.encode(forged.message("shutdown_request", { restart: false })), "control");
    await kernel.sendFrames(["only", "this"]);
    await kernel.sendFrames(["<IDS|MSG>", "", "{", "{", "{", "{"]);
    await kernel.send("no_such_request", {});
    await kernel.send("execute_request", {});
    expect(resultText(await kernel.execute("1 + 1"))).toBe("2");
  });
});
