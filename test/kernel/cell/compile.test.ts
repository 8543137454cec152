import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Compiler } from "#kernel/cell/compile.js";
import { IMPORT, NOTEBOOK } from "#kernel/cell/names.js";
import { lookUp } from "#kernel/cell/source-map.js";

let compiler: Compiler;
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "lowrank-cells-"));
  compiler = new Compiler(folder);
}, 60_000);
afterAll(() => {
  compiler.close();
  rmSync(folder, { recursive: true });
});

function code(source: string): string {
  const converted = compiler.convert(source, "cell[1].ts", true);
  if (converted.status === "error") throw new Error(converted.traceback.join("\n"));
  return converted.cell.code.trim().replaceAll(NOTEBOOK, "exports");
}

function failure(source: string) {
  const converted = compiler.convert(source, "cell[1].ts", true);
  if (converted.status === "ok") throw new Error("Expected the cell not to compile");
  return { ename: converted.ename, evalue: converted.evalue, lines: converted.traceback };
}

describe("a cell becomes JavaScript", () => {
  test("whose final expression is kept", () => {
    expect(code("6 * 7")).toBe("exports.tsLastExpr = 6 * 7");
  });

  test("whose declarations name types of other files, also when it awaits", () => {
    code('import { fashionMnist, glrm, image, grid, slider } from "lowrank"; const few = await fashionMnist();');
    code(`const seen = image(few, 0); const none = [];
      for (const k of [2]) none.push(grid([image(await (await glrm(few, { k })).reconstruct(few), 0), seen]));
      slider("k", [1], none)`);
    expect(code("none.length")).toBe("exports.tsLastExpr = exports.none.length");
  });

  test("in which a variable has one copy, which functions and later cells share", () => {
    expect(code("let count = 0; function next() { return ++count; }")).toContain("return ++exports.count");
    expect(code("count = 10")).toBe("exports.tsLastExpr = exports.count = 10");
  });

  test("in which shorthand properties find names of earlier cells", () => {
    code("const width = 28; let height = 28");
    expect(code("({ width, height })")).toContain("{ width: exports.width, height: exports.height }");
  });

  test.each([
    ["// above\n\nf(1)", "( 1)", "f(1)"],
    ["const a = 1, { b, c: [d] } = { b: 2, c: [3] }; a + d", "a + d", "a + d"],
    ["class K { v = 1 }\nfunction g() { return new K() }\ng().v", "g().v", "g().v"],
    ["const long = [\n  1,\n  2,\n]; long.map((it) => it)", "long.map", "long.map"],
    ["let n = 0; n++", `${NOTEBOOK}.n++`, "n++"],
    ['import os from "node:os"; os.cpus()', "os_1.default.cpus", "os.cpus"],
  ])("whose places are known: %j", (source, inCode, inSource) => {
    code("function f(x: number) { return x }");
    const converted = compiler.convert(source, "cell[1].ts", true);
    if (converted.status === "error") throw new Error(converted.traceback.join("\n"));
    const { code: text, positions } = converted.cell;
    const placeIn = (whole: string, part: string): { line: number; column: number } => {
      const before = whole.slice(0, whole.indexOf(part)).split("\n");
      return { line: before.length - 1, column: before[before.length - 1].length };
    };
    const { line, column } = placeIn(text, inCode);
    expect(lookUp(positions, line, column)).toEqual(placeIn(source, inSource));
  });

  test("in which a var of a block is known to later cells", () => {
    code(
      "if (true) { var inBlock = [1] }\nfor (var inLoop = 0, last: string | undefined; inLoop < 2; inLoop++) last = 'a'",
    );
    expect(code("inBlock[0] + inLoop + last!.length")).toBe(
      "exports.tsLastExpr = exports.inBlock[0] + exports.inLoop + exports.last .length",
    );
    expect(failure("inBlock.nothing").evalue).toContain("TS2339");
  });

  test("in which import() stays an import", () => {
    expect(code('await import("node:fs")')).toMatch(
      new RegExp(`^exports.tsLastExpr = await ${IMPORT} *\\("node:fs"\\)$`),
    );
  });

  test("with strict types, but without a duty to annotate", () => {
    expect(code("const rows = []; rows.push(1); function f(x) { return x }")).toContain("rows.push(1)");
    expect(failure("const n: number = null").evalue).toContain("TS2322");
  });

  test("where the word export is allowed and says nothing", () => {
    code("export const exported = 3");
    expect(code("exported")).toBe("exports.tsLastExpr = exports.exported");
  });
});

describe("a cell that does not compile is one error", () => {
  test("with code, place, source line and caret", () => {
    const { ename, evalue, lines } = failure('const a = 1;\nconst s: number = "x";');
    expect(ename).toBe("TypeScriptError");
    expect(evalue).toBe("TS2322: Type 'string' is not assignable to type 'number'. (cell[1].ts:2:7)");
    expect(lines.slice(2)).toEqual(['  2 │ const s: number = "x";', "    │       ^"]);
  });

  test("named SyntaxError when it cannot be read", () => {
    expect(failure("const = 3").ename).toBe("SyntaxError");
  });

  test("and leaves the declarations of earlier cells alone", () => {
    code("const kept = 1");
    failure("kept.foo");
    expect(code("kept")).toContain("exports.kept");
  });
});

describe("text typed so far", () => {
  test.each([
    ["1 + 1", { status: "complete" }],
    ["await f()\n", { status: "complete" }],
    ["const x = {", { status: "incomplete", indent: "  " }],
    ["  f((x) =>", { status: "incomplete", indent: "    " }],
    ["`a", { status: "incomplete", indent: "" }],
    ["class A", { status: "incomplete", indent: "" }],
    ["if (x)", { status: "incomplete", indent: "" }],
    ["function f()", { status: "incomplete", indent: "" }],
    ["1;\nexport async function f(): Promise<number> // adds", { status: "incomplete", indent: "" }],
    ["function f();", { status: "complete" }],
    ["declare function f(): void", { status: "complete" }],
    ["function f()\n{ }", { status: "complete" }],
    ["const = 3", { status: "invalid" }],
    ['"a', { status: "invalid" }],
  ])("%j is %j", (text, expected) => {
    expect(compiler.isComplete(text)).toEqual(expected);
  });
});
