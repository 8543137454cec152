/** Cells turned into JavaScript by edits, run. */
import { describe, expect, test } from "@jest/globals";
import * as vm from "node:vm";
import { NOTEBOOK } from "#kernel/cell/names.js";
import { cellsWithEarlier, MARK } from "../../helpers/cells.js";

const cells = cellsWithEarlier();

type Body = (...values: unknown[]) => Promise<void>;

/** The notebook's variables after a cell that edits turned into JavaScript, and its value or what it threw. */
async function run(source: string): Promise<{ variables: Record<string, unknown>; value: unknown }> {
  function receiver(this: unknown) {
    return this;
  }
  const variables: Record<string, unknown> = { ...{ count: 1, list: [3, 4], words: "a", point: { x: 1 } }, receiver };
  const { code, lastExpression } = cells.convert(MARK + source);
  expect(code).toContain(MARK);
  const body = vm.runInThisContext(
    `(async function (exports, ${NOTEBOOK}, require) { 'use strict'; {${code}\n}})`,
  ) as Body;
  try {
    await body(variables, variables, undefined);
    return { variables, value: variables[lastExpression ?? ""] };
  } catch (error) {
    return { variables, value: error };
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
    const { variables, value } = await run("const a = 1,\n  // more\n  [b] = [2], c = (() => { throw 3 })(), d = 4");
    expect(value).toBe(3);
    expect(variables).toMatchObject({ a: 1, b: 2 });
    expect(Object.keys(variables)).not.toContain("d");
  });
});
