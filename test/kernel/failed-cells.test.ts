/** What a cell that fails leaves to later cells, and what it says of where it failed. */
import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { KernelClient, plainTraceback, resultText } from "./client.js";

// Guards against hangs only.
jest.setTimeout(10_000);

let kernel: KernelClient;
beforeAll(async () => {
  kernel = await KernelClient.start();
  await kernel.execute("const fails = (): never => { throw new Error('no') }; const missing = undefined as any");
}, 60_000);
afterAll(() => kernel.stop());

const value = async (code: string): Promise<string | undefined> => resultText(await kernel.execute(code));

describe("a cell that fails", () => {
  test("keeps what it has assigned, and leaves alone what it has not", async () => {
    await kernel.execute("let text = 'a'; const other = 'b'; class Shape { old = 1 }; let { part } = { part: 'p' }");
    const { reply } = await kernel.execute(
      "const before = 1, { fetch } = fails(); let text = 5; class Shape { static s = fails() }; var part = 1",
    );
    expect(reply).not.toHaveProperty("unassigned");
    expect(await value("before")).toBe("1");
    expect(await value("typeof fetch")).toBe("'function'");
    expect(await value("text.toUpperCase() + other.toUpperCase() + new Shape().old + part.toUpperCase()")).toBe(
      "'AB1P'",
    );
  });

  test("is as if it had not declared a name that was nothing before", async () => {
    await kernel.execute("const nothing = fails()");
    expect((await kernel.execute("nothing")).reply.evalue).toContain("TS2304");
  });

  test("when it is interrupted too", async () => {
    const running = kernel.execute("const early = 1; for (;;) ; let late = 2");
    await new Promise((resolve) => setTimeout(resolve, 500));
    await kernel.ask("interrupt_request", {}, "control");
    expect((await running).reply.ename).toBe("KeyboardInterrupt");
    expect(await value("early")).toBe("1");
    expect((await kernel.execute("late")).reply.evalue).toContain("TS2304");
  });

  test("leaves imports of before", async () => {
    await kernel.execute("import { join, dirname } from 'node:path'");
    await kernel.execute("fails(); const join = 1");
    expect(await value("join('a', 'b') + dirname('c/d')")).toBe("'a/bc'");
  });
});

describe("a cell that fails and that the compiler itself makes JavaScript of", () => {
  test("has its functions, and leaves types of others", async () => {
    const cell =
      "import type { Stats } from 'fs'; throw new Error('y'); enum Colour { Red } function paint() { return 1 }";
    expect((await kernel.execute(cell)).reply.evalue).toBe("y");
    expect(await value("paint()")).toBe("1");
    expect((await kernel.execute("let stats: Stats | undefined; stats")).reply.status).toBe("ok");
    expect((await kernel.execute("Colour.Red")).reply.evalue).toContain("TS2304");
  });

  test("leaves variables of blocks, which have one copy", async () => {
    await kernel.execute(`import "node:fs"; for (const line of ["a", "b"]) { var lastLine = line }
      for (var turn = 0, none; turn < 3; turn++) { var { x: part, ...others } = { x: turn, y: 5 } }
      for (var { k, v: [w] } of [{ k: 5, v: [6] }]); switch (1 as number) { case 1: var chosen = none === undefined }
      const turnNow = () => turn; function apart() { var inside = 1; return inside } fails()`);
    expect(await value("turn = 42; [lastLine, part, others.y, k, w, chosen, turnNow()].join()")).toBe(
      "'b,2,5,5,6,true,42'",
    );
    expect((await kernel.execute("inside")).reply.evalue).toContain("TS2304");
  });
});

test("types that speak of a name which a failing cell has not come to can be used", async () => {
  await kernel.execute(
    "const found = fails() as { items: { id: number }[] }; type Item = (typeof found)['items'][number]",
  );
  await kernel.execute(
    "enum Direction { Up } interface Step { to: Direction }\nfails(); enum Turn { Left } interface Bend { to: Turn }",
  );
  expect(await value("let items: Item[] = [{ id: 1 }]; let steps: Step[] = [], bends: Bend[] = []; items.length")).toBe(
    "1",
  );
});

test("a variable without a value keeps its type when a failing cell declares it anew", async () => {
  await kernel.execute("let empty: number | undefined");
  await kernel.execute("fails(); let empty = 'text'");
  expect((await kernel.execute("empty?.toFixed()")).reply.status).toBe("ok");
});

test("export lists say nothing", async () => {
  expect(await value("const listed = 1;\nexport {\n  listed };\nlisted")).toBe("1");
});

test("the variables of a notebook stay fast, though there are many and each has changed", async () => {
  await kernel.execute(`import v8 from "node:v8"; v8.setFlagsFromString("--allow-natives-syntax")
    const isFast = new Function("o", "return o.isFast && %HasFastProperties(o)") as (o: object) => boolean`);
  for (let i = 0; i < 6; i++) {
    const names = Array.from({ length: 50 }, (_, j) => `many${i}x${j}`);
    await kernel.execute(`${names.map((it) => `let ${it} = 0; ${it}++`).join("\n")}`);
  }
  expect(await value("import 'node:fs'; const all = exports; [isFast(all), isFast(all), isFast(all)].at(-1)")).toBe(
    "true",
  );
});

test("an enum that is declared anew has no members of before, several of one cell are one", async () => {
  await kernel.execute("enum Kind { Old = 1 } namespace Space { export const old = 1 }");
  await kernel.execute("enum Kind { New = 2 } enum Kind { More = 3 } namespace Space { export const now = 1 }");
  expect(await value("[Object.keys(Kind).join(), Object.keys(Space).join()]")).toBe("[ '2,3,New,More', 'now' ]");
});

test("names that begin with underscores are names", async () => {
  await kernel.execute("const __dirname = 'here'; let ___count = 1; if (true) { var __inner = 2 }");
  expect(await value("[__dirname, ++___count, __inner, { __inner }.__inner]")).toBe("[ 'here', 2, 2, 2 ]");
});

describe("messages and stacks have the cell's own names", () => {
  test.each([
    ["missing()", "missing is not a function", 1],
    ["missing.deep()", "Cannot read properties of undefined (reading 'deep')", 9],
    ["const near = (1 as any)\nnear()", "near is not a function", 1],
    ["let far = { away: 1 } as any; [...far.away]", "far.away is not iterable", 39],
    ["import os from 'node:os'; missing(os)", "missing is not a function", 34],
    ["new missing()", "missing is not a constructor", 1],
    ["class Early { static s = missing() }", "is not a function", 26],
  ])("%j", async (code, message, column) => {
    const { reply } = await kernel.execute(code);
    expect(reply.evalue).toContain(message);
    const lines = plainTraceback(reply);
    expect(lines.join("\n")).not.toMatch(/exports|notebook/);
    const caret = lines.find((it) => /│ *\^/.test(it))!;
    expect(caret.indexOf("^") - caret.indexOf("│") - 1).toBe(column);
  });

  test("but a message of the user's own stays", async () => {
    const { reply } = await kernel.execute("throw new TypeError('exports.of __notebook.x')");
    expect(reply.evalue).toBe("exports.of __notebook.x");
  });

  test("and functions theirs, for the cell that catches an error too", async () => {
    await kernel.execute("let thrower = () => fails()");
    const { reply } = await kernel.execute("thrower()");
    expect(plainTraceback(reply)).toContainEqual(expect.stringMatching(/^ +at thrower \(cell/));
    await kernel.execute("let stack = ''; try { missing() } catch (e) { stack = (e as Error).stack! }");
    expect(await value("stack.split('\\n')[0]")).toBe("'TypeError: missing is not a function'");
  });

  test("of user expressions and silent cells, which leave the lines of numbered cells alone", async () => {
    await kernel.execute("const later = () => {\n  throw new Error('later')\n}");
    await kernel.execute("1;\n\n2", { silent: true });
    const { reply } = await kernel.execute("1", {
      store_history: false,
      user_expressions: { bad: "[\n 1].nothing", object: "{ a: 1 }", run: "missing ()" },
    });
    const expressions = reply.user_expressions as Record<string, { traceback: string[] }>;
    expect(expressions.object).toMatchObject({ data: { "text/plain": "{ a: 1 }" } });
    expect(plainTraceback(expressions.bad)).toEqual([
      "TypeScriptError: the cell was not run",
      "expression.ts:2:5 - TS2339: Property 'nothing' does not exist on type 'number[]'.",
      "  2 │  1].nothing",
      "    │     ^^^^^^^",
    ]);
    expect(plainTraceback(expressions.run).slice(0, 4)).toEqual([
      "TypeError: missing is not a function",
      "expression.ts:1",
      "  1 │ missing ()",
      "    │ ^",
    ]);
    expect(plainTraceback((await kernel.execute("later()")).reply)).toContain("  2 │   throw new Error('later')");
  });
});
