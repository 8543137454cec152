import { expect, test } from "@jest/globals";
import { ExecuteQueue, type ExecuteParts } from "#kernel/session/execute.js";
import { History } from "#kernel/session/history.js";
import type { Content, Message } from "#kernel/wire/message.js";

const evalue = "The compiler failed: out of words";
const FAILURE = { ename: "KernelError", evalue, traceback: [evalue] };

/** A queue before a compiler that fails at such code and compiles all else, to cells without a result. */
function queueFailingAt(isBad: (code: string) => boolean) {
  const published: [string, unknown][] = [];
  const replies: Content[] = [];
  const history = new History();
  const parts = {
    publisher: {
      publish: (type: string, content: unknown) => published.push([type, content]),
      status: () => undefined,
      flush: () => undefined,
    },
    compiler: {
      ask: ({ code }: { code: string }) =>
        isBad(code) ? Promise.reject(new Error(evalue)) : Promise.resolve({ status: "ok", cell: {} }),
    },
    cells: { run: () => Promise.resolve({ status: "ok" }) },
    history,
    reply: (_: Message, content: Content) => replies.push(content),
  };
  const queue = new ExecuteQueue(parts as unknown as ExecuteParts);
  /** The reply to a request. */
  const execute = async (content: Content): Promise<Content> => {
    const before = replies.length;
    queue.push({ header: { session: "s" }, content } as unknown as Message);
    while (replies.length === before) await new Promise(setImmediate);
    return replies[before];
  };
  return { execute, published, history };
}

test("a failure of the kernel itself is shown in the cell and told in the reply, and the next cell runs", async () => {
  const { execute, published } = queueFailingAt((code) => code === "bad");
  expect(await execute({ code: "bad" })).toEqual({ status: "error", ...FAILURE, execution_count: 1 });
  expect(published.filter(([type]) => type === "error")).toEqual([["error", FAILURE]]);
  expect(await execute({ code: "1" })).toEqual({
    ...{ status: "ok", payload: [], user_expressions: {} },
    execution_count: 2,
  });
});

test("a failure of the kernel itself in a user expression is that expression's own error", async () => {
  const { execute, published } = queueFailingAt((code) => code === "bad");
  expect(await execute({ code: "1", user_expressions: { first: "bad", second: "2" } })).toMatchObject({
    status: "ok",
    user_expressions: { first: { status: "error", ...FAILURE }, second: { status: "ok", data: {}, metadata: {} } },
  });
  expect(published.filter(([type]) => type === "error")).toEqual([]);
});

test("a blank cell is answered, but neither counted nor remembered", async () => {
  const { execute, history } = queueFailingAt(() => false);
  await execute({ code: "1" });
  expect(await execute({ code: " \n" })).toMatchObject({ status: "ok", execution_count: 1 });
  expect(await execute({ code: "2" })).toMatchObject({ status: "ok", execution_count: 2 });
  expect(history.answer({ hist_access_type: "tail" })).toEqual([
    [1, 1, "1"],
    [1, 2, "2"],
  ]);
});
