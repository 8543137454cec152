/** Cells turned into JavaScript by edits, run. */
import { describe, expect, test } from "@jest/globals";
import { createRequire } from "node:module";
import { inspect } from "node:util";
import * as vm from "node:vm";
import ts from "typescript";
import { asWritten, NOTEBOOK, REQUIRE } from "#kernel/cell/names.js";
import { cellsWithEarlier, EARLIER, MARK, randomCell } from "../../helpers/cells.js";
import { forSeeds } from "../../helpers/property.js";

const cells = cellsWithEarlier();

type Body = (...values: unknown[]) => Promise<unknown>;

/** Runs the JavaScript of a cell, whose variables are properties of `variables`. */
async function evaluate(code: string, variables: object): Promise<unknown> {
  const text = `(async function (exports, ${NOTEBOOK}, require, ${REQUIRE}) { 'use strict'; {${code}\n}})`;
  const require = createRequire(import.meta.url);
  return (vm.runInThisContext(text) as Body)(variables, variables, require, require);
}

/** The notebook's variables after a cell that edits turned into JavaScript, and its value or what it threw. */
async function run(source: string): Promise<{ variables: Record<string, unknown>; value?: unknown; thrown?: unknown }> {
  const variables: Record<string, unknown> = {};
  await evaluate(cells.earlier().code, variables);
  const { code, lastExpression } = cells.convert(MARK + source);
  expect(code).toContain(MARK);
  try {
    await evaluate(code, variables);
    return { variables, value: variables[lastExpression ?? ""] };
  } catch (error) {
    return { variables, thrown: error };
  }
}

describe("a cell of edits", () => {
  test.each([
    ["keeps the var of a block", "if (count) { var inside: number[] = [1] }\ninside!", [1]],
    ["keeps the var of a loop", "for (var i = 0, n = 5; i < 2; i++) ;[i, n]", [2, 5]],
    ["keeps what a pattern binds in a block", "if (count) { var { length, ...others } = list }\nlength!", 2],
    [
      "keeps what a pattern binds in a loop",
      "for (var [k = 0] = [2]; k < 0; ) ;for (var { x } = point; x < 3; x++) ;[k, x]",
      [2, 3],
    ],
    [
      "binds patterns",
      "let { x, y: [z = 5, ...more] = [] as number[], ['x']: w } = point as any; [x, z, more, w]",
      [1, 5, [], 1],
    ],
    [
      "binds patterns behind lines without an end",
      "let a = 1\nlet [b] = [a]\nlet { c } = { c: b }, { d } = { d: c }\nd",
      1,
    ],
    [
      "names functions",
      "let arrow = () => 1, cls = (class { x = 1 }) as { name: string }\narrow.name + cls.name",
      "arrowcls",
    ],
    ["names functions of patterns", "let [f = () => 1, { g = () => 2 } = {}] = [] as any[]; f.name + g.name", "fg"],
    ["names functions that are assigned", "words = (() => 1) as any\n;(words as any).name", "words"],
    ["names functions that are assigned at need", "words &&= (() => 1) as any; (words as any).name", "words"],
    [
      "names functions of assigned patterns",
      "[words = (() => 1) as any] = []; ({ count = (() => 1) as any } = {} as any); (words as any).name + (count as any).name",
      "wordscount",
    ],
    [
      "gives functions no receiver",
      "receiver() ?? (receiver)() ?? receiver!() ?? receiver?.() ?? receiver``",
      undefined,
    ],
    ["leaves methods theirs", "const place = { receiver }\nplace.receiver() === place", true],
    ["calls behind a line without an end", "count = 5\nreceiver()\nif (count) receiver()\nelse receiver()\ncount", 5],
    ["calls behind the names of types", "count = 6 as number\nreceiver<any>(1)\ncount", 6],
    [
      "may call things as the kernel does",
      "const exports = 3, require = 4\nconst inner = (exports: number) => exports + require; inner(1)",
      5,
    ],
    ["has no value by let without one", "let again: number | undefined; again", undefined],
  ])("%s: %j", async (_name, source, expected) => {
    expect((await run(source)).value).toEqual(expected);
  });

  test("has each constant as soon as it has a value", async () => {
    const { variables, thrown } = await run("const a = 1,\n  // more\n  [b] = [2], c = (() => { throw 3 })(), d = 4");
    expect(thrown).toBe(3);
    expect(variables).toMatchObject({ a: 1, b: 2 });
    expect(Object.keys(variables)).not.toContain("d");
  });
});

/** What a cell does as a part of one plain program: the earlier cell and this one, their names as variables. */
async function plainly(source: string): Promise<{ names: string[]; state: string }> {
  const names = [...new Set(source.match(/\b(name|f|C)\d+\b/g)), "count", "words", "list"];
  const file = ts.createSourceFile("cell.ts", source, ts.ScriptTarget.Latest, true);
  const last = file.statements.at(-1);
  const kept =
    last !== undefined && ts.isExpressionStatement(last)
      ? `${source.slice(0, last.getStart())};value = (${last.expression.getText()});`
      : source;
  const shown = names.map((name) => `${name}: typeof ${name} === "undefined" ? undefined : ${name}`);
  const program = `${EARLIER};\nlet value: any;\n${kept}\n;return { value, ${shown.join(", ")} }`;
  const options = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };
  const { outputText } = ts.transpileModule(program, { compilerOptions: options });
  try {
    const { value, ...variables } = (await evaluate(outputText, {})) as Record<string, unknown>;
    return { names, state: inspect([value, variables], { depth: 6 }) };
  } catch (error) {
    return { names, state: String(error) };
  }
}

/** Sets how functions are written out, which is not the same for both; returns what there was. */
const setWriting = vm.runInThisContext(
  "(to) => { const before = Function.prototype.toString; Function.prototype.toString = to; return before; }",
) as (to: unknown) => unknown;

test("random cells do what they do in one program with the cells before", async () => {
  let checked = 0;
  const writing = setWriting(function (this: { name: string }) {
    return `function ${this.name}`;
  });
  await forSeeds(400, async (random) => {
    const source = randomCell(random, true);
    const converted = cells.compile(MARK + source);
    if (converted.status === "error" || !converted.cell.code.includes(MARK)) return;
    checked++;
    const { variables, value, thrown } = await run(source);
    const { names, state } = await plainly(source);
    const found = Object.fromEntries(names.map((name) => [name, variables[name]]));
    const own = thrown !== undefined ? asWritten(`${thrown as Error}`) : inspect([value, found], { depth: 6 });
    if (own !== state) {
      throw new Error(`${source}\nbecame\n${converted.cell.code}\nwhich does\n${own}\ninstead of\n${state}`);
    }
  }).finally(() => setWriting(writing));
  expect(checked).toBeGreaterThan(150);
});
