import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Compiler } from "#kernel/cell/compile.js";

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
  return converted.cell.code.trim();
}

function failure(source: string) {
  const converted = compiler.convert(source, "cell[1].ts", true);
  if (converted.status === "ok") throw new Error("Expected the cell not to compile");
  return { ename: converted.ename, evalue: converted.evalue, lines: converted.traceback };
}

describe("a cell becomes JavaScript", () => {
  test("whose final expression is kept", () => {
    expect(code("6 * 7")).toBe("exports.tsLastExpr = 6 * 7;");
  });

  test("in which a variable has one copy, which functions and later cells share", () => {
    expect(code("let count = 0; function next() { return ++count; }")).toContain("return ++exports.count");
    expect(code("count = 10")).toBe("exports.tsLastExpr = exports.count = 10;");
  });

  test("in which shorthand properties find names of earlier cells", () => {
    code("const width = 28; let height = 28");
    expect(code("({ width, height })")).toContain("{ width: exports.width, height: exports.height }");
  });

  test("in which import() stays an import", () => {
    expect(code('await import("node:fs")')).toContain('await importModule("node:fs")');
  });

  test("with strict types, but without a duty to annotate", () => {
    expect(code("const rows = []; rows.push(1); function f(x) { return x }")).toContain("rows.push(1)");
    expect(failure("const n: number = null").evalue).toContain("TS2322");
  });

  test("where the word export is allowed and says nothing", () => {
    code("export const exported = 3");
    expect(code("exported")).toBe("exports.tsLastExpr = exports.exported;");
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
    ["const = 3", { status: "invalid" }],
    ['"a', { status: "invalid" }],
  ])("%j is %j", (text, expected) => {
    expect(compiler.isComplete(text)).toEqual(expected);
  });
});
