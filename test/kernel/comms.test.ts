import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { randomUUID } from "node:crypto";
import type { Message } from "#kernel/wire/message.js";
import { KernelClient, printed, resultText } from "./client.js";

// Guards against hangs only.
jest.setTimeout(30_000);

let kernel: KernelClient;
beforeAll(async () => {
  kernel = await KernelClient.start();
  await kernel.execute(`
    const log: unknown[] = [];
    comms.register("echo", (comm, first) => {
      console.log("opened with", first.data.hello);
      comm.onMessage(({ data, metadata, buffers }) => {
        log.push(data);
        comm.send({ back: data, metadata, sizes: buffers.map((it) => it.length) }, { buffers });
      });
      comm.onClose(({ data }) => console.log("closed with", data.bye));
    });
  `);
}, 60_000);
afterAll(() => kernel.stop());

async function open(target: string, data = {}): Promise<{ id: string; request: Message }> {
  const id = randomUUID();
  return { id, request: await kernel.send("comm_open", { comm_id: id, target_name: target, data }) };
}

function idle(request: Message): Promise<Message> {
  return kernel.broadcast((it) => it.parent.msg_id === request.header.msg_id && it.content.execution_state === "idle");
}

function outputs(request: Message): Message[] {
  return kernel.broadcasts.filter((it) => it.parent.msg_id === request.header.msg_id);
}

describe("a comm that the page opens", () => {
  test("is closed at once when nobody takes its target", async () => {
    const { id } = await open("nobody");
    const closed = await kernel.broadcast((it) => it.header.msg_type === "comm_close" && it.content.comm_id === id);
    expect(closed.content).toEqual({ comm_id: id, data: {} });
  });

  test("reaches its handler, whose prints belong to the page's message, between busy and idle", async () => {
    const { request } = await open("echo", { hello: "page" });
    await idle(request);
    expect(outputs(request).map((it) => it.content.execution_state ?? it.content.text)).toEqual([
      "busy",
      "opened with page\n",
      "idle",
    ]);
  });

  test("carries data, metadata and bytes both ways, also bytes that are no text", async () => {
    const { id } = await open("echo");
    const bytes = [Uint8Array.from([0, 255, 254, 10]), new Uint8Array(100_000).fill(7)];
    const content = { comm_id: id, data: { n: 1, text: "é𝒳" } };
    const request = await kernel.send("comm_msg", content, "shell", { buffers: bytes, metadata: { deep: [1] } });
    const back = await kernel.broadcast((it) => it.header.msg_type === "comm_msg" && it.content.comm_id === id);
    expect(back.content.data).toEqual({ back: content.data, metadata: { deep: [1] }, sizes: [4, 100_000] });
    expect(back.buffers.map((it) => [...it.subarray(0, 4)])).toEqual([
      [0, 255, 254, 10],
      [7, 7, 7, 7],
    ]);
    expect(back.parent.msg_id).toBe(request.header.msg_id);
  });

  test("is listed until it is closed, by either side", async () => {
    const { id, request } = await open("echo");
    await idle(request);
    const listed = async (target_name?: string): Promise<object> =>
      (await kernel.ask("comm_info_request", target_name === undefined ? {} : { target_name })).comms as object;
    expect(await listed("echo")).toHaveProperty([id], { target_name: "echo" });
    expect(await listed("other")).toEqual({});
    const closing = await kernel.send("comm_close", { comm_id: id, data: { bye: "now" } });
    await idle(closing);
    expect(outputs(closing).some((it) => it.content.text === "closed with now\n")).toBe(true);
    expect(await listed()).not.toHaveProperty([id]);
  });

  test("whose handler throws has the error printed under the page's message", async () => {
    await kernel.execute('comms.register("bad", () => { throw new RangeError("no such view") })');
    const { request } = await open("bad");
    await idle(request);
    expect(
      outputs(request)
        .map((it) => String(it.content.text))
        .join(""),
    ).toContain("no such view");
  });

  test("whose handler fails later, or shows something later, is idle only then", async () => {
    await kernel.execute(`
      const wait = () => new Promise((go) => setTimeout(go, 20));
      comms.register("late", async (comm) => {
        comm.onMessage(async () => { throw new RangeError("at once") });
        comm.onMessage(async () => { await wait(); throw new RangeError("later") });
        comm.onMessage(() => void display(wait().then(() => "shown")));
        await wait();
        throw new RangeError("while opening");
      })`);
    const { id, request } = await open("late");
    await idle(request);
    const message = await kernel.send("comm_msg", { comm_id: id, data: {} });
    await idle(message);
    const said = (of: Message): string =>
      outputs(of)
        .map((it) => JSON.stringify(it.content))
        .join("\n");
    expect(said(request)).toMatch(/while opening[^]*"idle"/);
    expect(said(message)).toMatch(/at once[^]*"idle"/);
    expect(said(message)).toMatch(/later[^]*"idle"/);
    expect(said(message)).toMatch(/shown[^]*"idle"/);
  });

  test("whose handler awaits what never comes can be interrupted", async () => {
    await kernel.execute(
      'comms.register("never", async () => { console.log("awaiting"); await new Promise(() => {}) })',
    );
    const { request } = await open("never");
    await kernel.broadcast((it) => it.content.text === "awaiting\n");
    await kernel.ask("interrupt_request", {}, "control");
    await idle(request);
    expect(resultText(await kernel.execute("1 + 1"))).toBe("2");
  });

  test("whose handler loops can be interrupted, and the kernel goes on", async () => {
    await kernel.execute('comms.register("loop", () => { console.log("looping"); while (true); })');
    const { request } = await open("loop");
    await kernel.broadcast((it) => it.content.text === "looping\n");
    await kernel.ask("interrupt_request", {}, "control");
    await idle(request);
    expect(resultText(await kernel.execute("1 + 1"))).toBe("2");
  });

  test("is heard while a cell awaits", async () => {
    const { id, request } = await open("echo");
    await idle(request);
    const waiting = await kernel.start(
      'log.length = 0; console.log("waiting"); while (log.length === 0) await new Promise((go) => setTimeout(go, 5)); log',
    );
    await kernel.broadcast((it) => it.content.text === "waiting\n");
    await kernel.send("comm_msg", { comm_id: id, data: "during" });
    expect(resultText(await waiting.answer)).toBe("[ 'during' ]");
  });
});

describe("a comm that a cell opens", () => {
  test("is announced with its target, data and bytes under the cell, and hears the page", async () => {
    const { outputs: said, reply } = await kernel.execute(
      `const mine = comms.open("view", { start: 1 }, { buffers: [Float64Array.of(1.5)], metadata: { version: "2" } });
       let heard: any; mine.onMessage(({ data }) => { heard = data });
       mine.send({ more: 2 }); mine.id`,
    );
    expect(reply.status).toBe("ok");
    const [opened, sent] = said;
    expect(opened.header.msg_type).toBe("comm_open");
    expect(opened.content).toMatchObject({ target_name: "view", data: { start: 1 } });
    expect(opened.metadata).toEqual({ version: "2" });
    expect(new Float64Array(Uint8Array.from(opened.buffers[0]).buffer)).toEqual(Float64Array.of(1.5));
    expect(sent).toMatchObject({ header: { msg_type: "comm_msg" }, content: { data: { more: 2 } } });
    const request = await kernel.send("comm_msg", { comm_id: opened.content.comm_id, data: { from: "page" } });
    await idle(request);
    expect(resultText(await kernel.execute("heard"))).toBe("{ from: 'page' }");
  });

  test("says nothing more once it is closed", async () => {
    const answer = await kernel.execute(
      'const short = comms.open("view"); short.close({ bye: 1 }); console.log(short.closed); short.send(1)',
    );
    expect(answer.outputs.map((it) => it.header.msg_type)).toEqual(["comm_open", "comm_close", "stream", "error"]);
    expect(printed(answer)).toBe("true\n");
    expect(answer.reply.evalue).toMatch(/^Expected an open comm but found a closed one/);
  });

  test("takes only data that JSON can carry", async () => {
    const { reply } = await kernel.execute('comms.open("view").send(() => 1)');
    expect(reply.evalue).toBe("Expected data that JSON can carry but found function");
  });
});
