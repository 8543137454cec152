import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { KernelClient, plainTraceback, printed, resultText } from "./client.js";

// Guards against hangs only.
jest.setTimeout(30_000);

let kernel: KernelClient;
beforeAll(async () => {
  kernel = await KernelClient.start();
  await kernel.execute("1");
}, 60_000);
afterAll(() => kernel.stop());

describe("a result", () => {
  test("is one execute_result between busy and idle, with the count of the reply", async () => {
    const { reply, broadcasts } = await kernel.execute("6 * 7");
    expect(broadcasts.map((it) => it.header.msg_type)).toEqual(["status", "execute_input", "execute_result", "status"]);
    expect(broadcasts[2].content).toEqual({
      execution_count: reply.execution_count,
      data: { "text/plain": "42" },
      metadata: {},
    });
    expect(reply).toMatchObject({ status: "ok", user_expressions: {} });
  });

  test("undefined is not shown, null is", async () => {
    expect((await kernel.execute("undefined")).outputs).toEqual([]);
    expect(resultText(await kernel.execute("null"))).toBe("null");
  });

  test("carries the metadata that its bundle holds under lowrank's symbol", async () => {
    const bundle = '{ "image/png": "AQID", [Symbol.for("lowrank.metadata")]: { "image/png": { width: 5 } } }';
    const { outputs } = await kernel.execute(`({ [Symbol.for("Jupyter.display")]: () => (${bundle}) })`);
    expect(outputs[0].content).toMatchObject({
      data: { "image/png": "AQID" },
      metadata: { "image/png": { width: 5 } },
    });
  });

  test("shows itself when it has Jupyter.display, at once or by a promise", async () => {
    const value = '[Symbol.for("Jupyter.display")]() { return { "text/html": "<b>x</b>", "text/plain": "x" }; }';
    for (const prefix of ["", "async "]) {
      const { outputs } = await kernel.execute(`({ ${prefix}${value} })`);
      expect(outputs[0].content.data).toEqual({ "text/html": "<b>x</b>", "text/plain": "x" });
    }
  });

  test("is a picture in base64 when it is png bytes", async () => {
    const { outputs } = await kernel.execute("png(new Uint8Array([1, 2, 3]))");
    expect(outputs[0].content.data).toMatchObject({ "image/png": "AQID" });
  });
});

describe("display", () => {
  test("keeps its place among prints, and its handle updates it", async () => {
    const { outputs } = await kernel.execute('console.log("a"); const h = display(html`<b>${1}</b>`); h.update(2)');
    expect(outputs.map((it) => it.header.msg_type)).toEqual(["stream", "display_data", "update_display_data"]);
    expect(outputs[1].content.data).toMatchObject({ "text/html": "<b>1</b>" });
    expect(outputs[2].content.transient).toEqual(outputs[1].content.transient);
  });

  test("of a promise is out before the cell is idle", async () => {
    const { outputs } = await kernel.execute("display(new Promise((go) => setTimeout(() => go(5), 50))); undefined");
    expect(outputs.map((it) => it.content.data)).toEqual([{ "text/plain": "5" }]);
  });

  test("of the library goes through the host, under the id it gives", async () => {
    const host = '(globalThis as any)[Symbol.for("lowrank.host")]';
    const { outputs } = await kernel.execute(
      `${host}.display({ "text/plain": "p" }, { displayId: "d", update: true })`,
    );
    expect(outputs[0].header.msg_type).toBe("update_display_data");
    expect(outputs[0].content).toEqual({ data: { "text/plain": "p" }, metadata: {}, transient: { display_id: "d" } });
  });
});

describe("variables", () => {
  test("are shared by cells, can be declared again, and survive an error behind them", async () => {
    await kernel.execute("let x = 1; const c = 2; class A { v = 1 }");
    await kernel.execute('const c = "two"; class A { w = 2 }');
    const { reply } = await kernel.execute("const first = 1; (null as any).foo; const second = 2");
    expect(reply.status).toBe("error");
    expect(resultText(await kernel.execute("x = 5; [x, c, new A().w, first]"))).toBe("[ 5, 'two', 2, 1 ]");
    expect((await kernel.execute("second")).reply.evalue).toContain("TS2304: Cannot find name 'second'");
  });

  test("assigned in a later cell are seen by functions of an earlier one", async () => {
    await kernel.execute("let counter = 0; function increment() { counter++ }");
    expect(resultText(await kernel.execute("counter = 10; increment(); counter"))).toBe("11");
  });

  test("can be awaited and looped over at the top", async () => {
    const answer = await kernel.execute("for await (const v of [1, Promise.resolve(2)]) console.log(v); await 3");
    expect(printed(answer)).toBe("1\n2\n");
    expect(resultText(answer)).toBe("3");
  });
});

describe("imports", () => {
  test("the library has types and values in any folder", async () => {
    const answer = await kernel.execute(
      'import { decodeUint8, type TablePayload } from "lowrank";\nconst bytes: Uint8Array = decodeUint8("AAEC"); bytes',
    );
    expect(resultText(answer)).toBe("Uint8Array(3) [ 0, 1, 2 ]");
    const wrong = await kernel.execute('import { decodeUint8 } from "lowrank"; decodeUint8(1)');
    expect(wrong.reply.ename).toBe("TypeScriptError");
  });

  test("local TypeScript files and packages of ES modules only, also those that await at their top", async () => {
    const write = (path: string, text: string): void => {
      mkdirSync(join(kernel.folder, path, ".."), { recursive: true });
      writeFileSync(join(kernel.folder, path), text);
    };
    write("sizes.ts", 'import { two } from "./more/two";\nexport const four: number = two + two;');
    write("more/two.ts", "export const two = 2;");
    const exports = { types: "./index.d.ts", import: "./index.js" };
    write("node_modules/modern/package.json", JSON.stringify({ name: "modern", type: "module", exports }));
    write("node_modules/modern/index.d.ts", "export const seven: number; export default function hi(): string;");
    write("node_modules/modern/index.js", 'export const seven = await 7; export default function hi() { return "hi" }');
    const answer = await kernel.execute(
      'import { four } from "./sizes"; import hi, { seven } from "modern"; [four, hi(), seven]',
    );
    expect(resultText(answer)).toBe("[ 4, 'hi', 7 ]");
  });

  test("the same name can be imported twice, also by import()", async () => {
    const code = 'import { sep } from "node:path"; import * as lowrank from "lowrank"; ';
    await kernel.execute(code);
    const answer = await kernel.execute(
      `${code} [typeof sep, lowrank.TABLE_MIME === (await import("lowrank")).TABLE_MIME]`,
    );
    expect(resultText(answer)).toBe("[ 'string', true ]");
  });
});

describe("an error", () => {
  test("is one message that names the cell's TypeScript line, with a caret", async () => {
    const source = [
      "interface Q {",
      "  a: number;",
      "}",
      "function fail(q: Q): never {",
      '  throw new RangeError("too big");',
      "}",
    ];
    const count = (await kernel.execute(source.join("\n"))).reply.execution_count as number;
    const { reply, outputs } = await kernel.execute("// below\n\nfail({ a: 1 });");
    expect(outputs.map((it) => it.header.msg_type)).toEqual(["error"]);
    expect(reply).toMatchObject({ status: "error", ename: "RangeError", evalue: "too big" });
    expect(plainTraceback(outputs[0].content)).toEqual([
      "RangeError: too big",
      `cell[${count}].ts:5`,
      '  5 │   throw new RangeError("too big");',
      "    │         ^",
      `    at fail (cell[${count}].ts:5:9)`,
      `    at cell[${count + 1}].ts:3:1`,
    ]);
  });

  test("that is only shown has the frames of the cell, not those of the kernel", async () => {
    const answer = await kernel.execute('new Error("shown")');
    expect(resultText(answer)).toBe(`Error: shown\n    at cell[${answer.reply.execution_count as number}].ts:1:1`);
  });

  test("can be anything thrown, and shows its cause", async () => {
    expect((await kernel.execute("throw { a: 1 }")).reply).toMatchObject({ ename: "Uncaught", evalue: "{ a: 1 }" });
    const { reply } = await kernel.execute('throw new Error("outer", { cause: new TypeError("inner") })');
    expect(plainTraceback(reply).join("\n")).toContain("Caused by TypeError: inner");
    const samePlace =
      'throw ["inner", "outer"].reduce((cause, text) => new Error(text, { cause }), new Error("first"))';
    const shown = plainTraceback((await kernel.execute(samePlace)).reply).join("\n");
    expect(shown).toMatch(/^Error: outer[^]*Caused by Error: inner[^]*Caused by Error: first/);
    // The line with its number, and the one with the caret; of the cause at the same place neither.
    expect(shown.match(/│/g)).toHaveLength(4);
  });

  test("thrown late is printed in its own cell and the kernel goes on", async () => {
    const { outputs, request } = await late('setTimeout(() => { throw new Error("late") }, 200)');
    expect(outputs).toEqual([]);
    await kernel.execute("2");
    const message = await kernel.broadcast((it) => String(it.content.text).includes("late"));
    expect(message.parent.msg_id).toBe(request.header.msg_id);
    expect(
      printed(await kernel.execute('Promise.reject(new Error("lost")); await null; undefined'), "stderr"),
    ).toContain("lost");
    expect(resultText(await kernel.execute("1 + 1"))).toBe("2");
  });

  async function late(code: string) {
    const { request, answer } = await kernel.start(code + "; undefined");
    return { request, ...(await answer) };
  }
});

describe("streams", () => {
  test("50,000 lines of a loop arrive whole, in order, in few messages, before idle", async () => {
    const answer = await kernel.execute("for (let i = 0; i < 50_000; i++) console.log(i)");
    expect(printed(answer)).toBe(Array.from({ length: 50_000 }, (_, i) => `${i}\n`).join(""));
    expect(answer.outputs.length).toBeLessThan(500);
  });

  test("keep the order of stdout and stderr, and letters cut between two writes", async () => {
    const code =
      'console.log("a"); console.error("b"); const e = Buffer.from("é"); process.stdout.write(e.subarray(0, 1)); process.stdout.write(e.subarray(1)); undefined';
    const { outputs } = await kernel.execute(code);
    expect(outputs.map((it) => it.content.text)).toEqual(["a\n", "b\n", "é"]);
  });

  test("a letter that a cell has not finished stays in that cell, and ends where text follows", async () => {
    const cut = "process.stdout.write(Buffer.from([0xf0, 0x9f]));";
    const { request } = await kernel.start(`${cut} undefined`);
    const whole = await kernel.execute('process.stdout.write(Buffer.from("plain")); undefined');
    expect(printed(whole)).toBe("plain");
    const rest = await kernel.broadcast((it) => it.content.text === "\ufffd");
    expect(rest.parent.msg_id).toBe(request.header.msg_id);
    expect(printed(await kernel.execute(`${cut} console.log("a")`))).toBe("\ufffda\n");
  });

  test("process.stdout.end prints in the cell, and the stream stays open", async () => {
    const ends =
      'await new Promise<void>((go) => process.stdout.end("bye", go)); process.stdout.end(); console.log("!")';
    expect(printed(await kernel.execute(ends))).toBe("bye!\n");
  });

  test("a print is out while the cell still loops", async () => {
    const { answer } = await kernel.start(
      'console.log("now"); const end = Date.now() + 1500; while (Date.now() < end);',
    );
    let ended = false;
    void answer.then(() => (ended = true));
    await kernel.broadcast((it) => it.content.text === "now\n");
    expect(ended).toBe(false);
    await answer;
  });
});

describe("request options", () => {
  test("silent: no output, no count, no history", async () => {
    const before = (await kernel.execute("1")).reply.execution_count;
    const { reply, broadcasts } = await kernel.execute('console.log("x"); 2', { silent: true });
    expect(broadcasts.map((it) => it.header.msg_type)).toEqual(["status", "status"]);
    expect(reply.execution_count).toBe(before);
  });

  test("store_history false: output, but no count", async () => {
    const before = (await kernel.execute("1")).reply.execution_count;
    const answer = await kernel.execute("2", { store_history: false });
    expect(resultText(answer)).toBe("2");
    expect(answer.reply.execution_count).toBe(before);
  });

  test("user_expressions: each a bundle or an error", async () => {
    await kernel.execute("const ten = 10");
    const { reply } = await kernel.execute("", { user_expressions: { good: "ten + 1", bad: "nowhere" } });
    expect(reply.user_expressions).toMatchObject({
      good: { status: "ok", data: { "text/plain": "11" } },
      bad: { status: "error", ename: "TypeScriptError" },
    });
  });

  test("stop_on_error: what is queued behind a failure is answered as an error, unless the flag is off", async () => {
    for (const stop_on_error of [true, false]) {
      const failing = await kernel.start("await null; throw 1", { stop_on_error });
      const queued = await kernel.start("2");
      expect((await failing.answer).reply.status).toBe("error");
      const { reply, outputs } = await queued.answer;
      expect(reply.status).toBe(stop_on_error ? "error" : "ok");
      expect(outputs).toHaveLength(stop_on_error ? 0 : 1);
    }
    expect(resultText(await kernel.execute("3"))).toBe("3");
  });

  test("allow_stdin: prompt asks the client of the cell, and fails without one", async () => {
    kernel.onInput = (prompt) => `${prompt}Ada`;
    expect(resultText(await kernel.execute('prompt("name? ")', { allow_stdin: true }))).toBe("'name? Ada'");
    expect((await kernel.execute('prompt("name? ")')).reply.evalue).toContain("takes no input");
  });
});
