import { expect, test } from "@jest/globals";
import { print } from "#kernel/cell/output.js";
import { Cells } from "#kernel/session/cells.js";
import { PRINT_LIMIT, SharedCounter, type FromMain } from "#kernel/threads.js";
import { Codec } from "#kernel/wire/message.js";
import { Publisher } from "#kernel/wire/publisher.js";
import { SendQueue } from "#kernel/wire/send-queue.js";

test("a loop of short prints waits for few of them, and all that they count for is given back", async () => {
  const shared = new Int32Array(new SharedArrayBuffer(8));
  const texts: unknown[] = [];
  const codec = new Codec("");
  const queue = new SendQueue({
    send: (frames) => Promise.resolve(void texts.push(codec.decode(frames).content.text)),
  });
  const publisher = new Publisher(queue, codec, (count) => Atomics.sub(shared, SharedCounter.printed, count));
  const cells = new Cells(() => undefined, publisher);
  const underWay: FromMain[] = [];
  let most = 0;
  for (let i = 0; i < 100_000; i++) {
    const post = (message: FromMain): void => {
      most = Math.max(most, underWay.push(message));
      // In the place of the wire thread, for which the loop would wait.
      if (Atomics.load(shared, SharedCounter.printed) > PRINT_LIMIT) {
        for (const each of underWay.splice(0)) cells.receive(each);
      }
    };
    print(post, shared, "stdout", String(i % 10), 1);
  }
  for (const each of underWay.splice(0)) cells.receive(each);
  publisher.flush();
  await queue.drained();
  expect(most).toBeLessThan(5000);
  expect(texts.join("")).toBe("0123456789".repeat(10_000));
  expect(Atomics.load(shared, SharedCounter.printed)).toBe(0);
});
