import { describe, expect, test } from "@jest/globals";
import { Codec, type Message } from "#kernel/wire/message.js";
import { Publisher } from "#kernel/wire/publisher.js";
import { SendQueue } from "#kernel/wire/send-queue.js";

function harness() {
  const codec = new Codec("");
  const sent: Message[] = [];
  let inFlight = 0;
  const queue = new SendQueue({
    async send(frames) {
      if (++inFlight > 1) throw new Error("EBUSY");
      await Promise.resolve();
      sent.push(codec.decode(frames));
      inFlight--;
    },
  });
  let released = 0;
  const publisher = new Publisher(queue, codec, (characters) => (released += characters));
  return { codec, sent, queue, publisher, released: () => released };
}

describe("a publisher", () => {
  test("merges what one cell prints to one stream, and sends it ahead of any other broadcast", async () => {
    const { codec, sent, queue, publisher } = harness();
    const request = codec.message("execute_request", {});
    publisher.stream("stdout", "a", request);
    publisher.stream("stdout", "b", request);
    publisher.stream("stderr", "c", request);
    publisher.status("idle", request);
    await queue.drained();
    expect(sent.map((it) => it.content)).toEqual([
      { name: "stdout", text: "ab" },
      { name: "stderr", text: "c" },
      { execution_state: "idle" },
    ]);
  });

  test("keeps the prints of two cells apart", async () => {
    const { codec, sent, queue, publisher } = harness();
    const [one, two] = [codec.message("execute_request", {}), codec.message("execute_request", {})];
    publisher.stream("stdout", "a", one);
    publisher.stream("stdout", "b", two);
    publisher.flush();
    await queue.drained();
    expect(sent.map((it) => it.parent.msg_id)).toEqual([one.header.msg_id, two.header.msg_id]);
  });

  test("sends a long stream in pieces, one after another, and says how much has left", async () => {
    const { sent, queue, publisher, released } = harness();
    for (let i = 0; i < 5000; i++) publisher.stream("stdout", "0123456789".repeat(10));
    publisher.flush();
    await queue.drained();
    expect(sent.length).toBeLessThan(10);
    expect(sent.map((it) => String(it.content.text)).join("")).toHaveLength(500_000);
    expect(released()).toBe(500_000);
  });
});

test("a socket that has been closed, and throws at once, does not stop the queue", async () => {
  const queue = new SendQueue({
    send: () => {
      throw new Error("Socket is closed");
    },
  });
  let left = 0;
  for (let i = 0; i < 2; i++) queue.push([], () => left++);
  await queue.drained();
  expect(left).toBe(2);
});
