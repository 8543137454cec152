import { describe, expect, test } from "@jest/globals";
import { heldBack } from "#kernel/cell/output.js";
import { Cells } from "#kernel/session/cells.js";
import { Comms } from "#kernel/session/comms.js";
import { OUTPUT_LIMIT, SharedCounter, type FromMain } from "#kernel/threads.js";
import { Codec, type Content } from "#kernel/wire/message.js";
import { Publisher } from "#kernel/wire/publisher.js";
import type { SendQueue } from "#kernel/wire/send-queue.js";

/** Posts messages as a loop of the first run does: what is sent, the most under way, and what stays counted. */
function flood(count: number, message: (i: number) => FromMain, silent = false) {
  const shared = new Int32Array(new SharedArrayBuffer(8));
  const counted = (): number => Atomics.load(shared, SharedCounter.underWay);
  const sent: Content[] = [];
  const codec = new Codec("");
  const push = (frames: Buffer[], done?: () => void): void => {
    sent.push(codec.decode(frames).content);
    done?.();
  };
  const publisher = new Publisher({ push } as unknown as SendQueue, codec, (amount) =>
    Atomics.sub(shared, SharedCounter.underWay, amount),
  );
  const cells = new Cells(() => undefined, publisher);
  const comms = new Comms(publisher, cells, () => undefined);
  cells.number(codec.message("execute_request", {}), silent);

  const underWay: FromMain[] = [];
  let most = 0;
  const takeAll = (): void => {
    for (const each of underWay.splice(0)) {
      if (each.type === "comm") comms.send(each.run, each.event, each.weight);
      else cells.receive(each);
    }
  };
  const post = heldBack((each) => {
    most = Math.max(most, underWay.push(each));
    // In the place of the wire thread, for which the loop would wait.
    if (counted() > OUTPUT_LIMIT) takeAll();
  }, shared);
  for (let i = 0; i < count; i++) post(message(i));
  takeAll();
  publisher.flush();
  return { sent, most, left: counted() };
}

describe("a loop of output waits while too much is under way, and all that it counts for is given back", () => {
  test("of short prints, which are merged", () => {
    const { sent, most, left } = flood(100_000, (i) => ({ type: "stream", run: 1, name: "stdout", text: `${i % 10}` }));
    expect(most).toBeLessThan(5000);
    expect(sent.map((it) => it.text).join("")).toBe("0123456789".repeat(10_000));
    expect(left).toBe(0);
  });

  const data = { a: ["x".repeat(50_000)] };
  const event = { action: "message", id: "c", data: {}, metadata: {}, buffers: [new Uint8Array(100_000)] } as const;
  test.each<[string, number, FromMain]>([
    ["of short displays", 5000, { type: "display", run: 1, update: false, data: { "text/plain": "1" }, metadata: {} }],
    ["of long displays", 50, { type: "display", run: 1, update: true, data, metadata: {} }],
    ["of messages of comms", 25, { type: "comm", run: 1, event: { ...event, buffers: [...event.buffers] } }],
    ["of cleared outputs", 5000, { type: "clear", run: 1, wait: false }],
  ])("%s", (_title, few, message) => {
    const { sent, most, left } = flood(10_000, () => ({ ...message }));
    expect(most).toBeLessThan(few);
    expect(sent).toHaveLength(10_000);
    expect(left).toBe(0);
  });

  test("of a silent cell, whose displays are dropped", () => {
    const message: FromMain = { type: "display", run: 1, update: false, data: { "text/plain": "1" }, metadata: {} };
    expect(flood(10_000, () => ({ ...message }), true)).toMatchObject({ sent: [], left: 0 });
  });
});
