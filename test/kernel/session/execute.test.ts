import { expect, test } from "@jest/globals";
import { ExecuteQueue, type ExecuteParts } from "#kernel/session/execute.js";
import { History } from "#kernel/session/history.js";
import type { Message } from "#kernel/wire/message.js";

test("a failure of the kernel itself is shown in the cell and told in the reply, and the next cell runs", async () => {
  const published: [string, unknown][] = [];
  const replies: unknown[] = [];
  let compilations = 0;
  const parts = {
    publisher: {
      publish: (type: string, content: unknown) => published.push([type, content]),
      status: () => undefined,
      flush: () => undefined,
    },
    compiler: {
      ask: () =>
        ++compilations === 1
          ? Promise.reject(new Error("The compiler failed: out of words"))
          : Promise.resolve({ status: "ok", cell: {} }),
    },
    cells: { run: () => Promise.resolve({ status: "ok" }) },
    history: new History(),
    reply: (_: Message, content: unknown) => replies.push(content),
  };
  const queue = new ExecuteQueue(parts as unknown as ExecuteParts);
  const request = { header: { session: "s" }, content: { code: "1" } } as unknown as Message;
  queue.push(request);
  while (replies.length < 1) await new Promise(setImmediate);
  queue.push(request);
  while (replies.length < 2) await new Promise(setImmediate);

  const evalue = "The compiler failed: out of words";
  const failure = { ename: "KernelError", evalue, traceback: [evalue] };
  expect(published.filter(([type]) => type === "error")).toEqual([["error", failure]]);
  expect(replies).toEqual([
    { status: "error", ...failure, execution_count: 1 },
    { status: "ok", payload: [], user_expressions: {}, execution_count: 2 },
  ]);
});
