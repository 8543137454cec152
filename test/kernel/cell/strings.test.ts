import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Compiler } from "#kernel/cell/compile.js";

const FILES = {
  "area.ts": "export const area = 1;",
  "own.js": "exports.own = 1;",
  "numbers.json": "[1]",
  "data/few.json": "[]",
  ".hidden/x.ts": "",
  "node_modules/sizes/package.json": '{ "name": "sizes", "version": "1.0.0" }',
  "node_modules/@scope/inner/package.json": '{ "name": "@scope/inner", "version": "1.0.0" }',
  "node_modules/@types/strange/package.json": '{ "name": "@types/strange", "version": "1.0.0" }',
};

let above: string;
let compiler: Compiler;
beforeAll(() => {
  above = mkdtempSync(join(tmpdir(), "lowrank-strings-"));
  for (const [path, text] of Object.entries({ "beside.ts": "export {};", ...prefixed("notebooks/", FILES) })) {
    mkdirSync(dirname(join(above, path)), { recursive: true });
    writeFileSync(join(above, path), text);
  }
  compiler = new Compiler(join(above, "notebooks"));
}, 60_000);
afterAll(() => {
  compiler.close();
  rmSync(above, { recursive: true });
});

function prefixed(prefix: string, files: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [prefix + path, text]));
}

/** What is offered at the `¦` of a cell. */
function offers(marked: string) {
  const position = marked.indexOf("¦");
  return compiler.complete(marked.replace("¦", ""), position);
}

/** The cells that can be chosen, in order. */
function chosen(marked: string): string[] {
  const cell = marked.replace("¦", "");
  const { start, end, matches } = offers(marked);
  return matches.map(({ text }) => cell.slice(0, start) + text + cell.slice(end));
}

describe("completion in a string", () => {
  test.each([
    ['const t: "alpha" | "beta" = "al¦"', ['const t: "alpha" | "beta" = "alpha"']],
    ['const t: "alpha" | "beta" = "al¦', ['const t: "alpha" | "beta" = "alpha']],
    ['const t: "alpha" | "beta" = "al¦fa"', ['const t: "alpha" | "beta" = "alpha"']],
    ['const t: "a/b" | "a/c" = "a/¦"', ['const t: "a/b" | "a/c" = "a/b"', 'const t: "a/b" | "a/c" = "a/c"']],
    ["const t: \"it's\" = 'i¦'", ["const t: \"it's\" = 'it\\'s'"]],
    ['const o = { key: 1, other: 2 }; o["ke¦"]', ['const o = { key: 1, other: 2 }; o["key"]']],
    ["type T = `al¦`", []],
    ['console.log("al¦")', []],
  ])("replaces what was typed of it: %j", (marked, expected) => {
    expect(chosen(marked)).toEqual(expected);
  });

  test.each([
    ['import { area } from "./ar¦"', ['import { area } from "./area"']],
    ['import { area } from "./ar¦ae"', ['import { area } from "./area"']],
    ['await import("./ow¦)', ['await import("./own)']],
    [
      'import { own } from "./own.js"; import { area } from "./ar¦',
      ['import { own } from "./own.js"; import { area } from "./area'],
    ],
    ['import few from "./data/¦"', ['import few from "./data/few.json"']],
    ['import few from "./da¦/few.json"', ['import few from "./data/few.json"']],
    ['import beside from "../be¦"', ['import beside from "../beside"']],
    ['import { readFile } from "node:fs/p¦"', ['import { readFile } from "node:fs/promises"']],
    ['import { size } from "siz¦"', ['import { size } from "sizes"']],
    ['import { inner } from "@scope/¦"', ['import { inner } from "@scope/inner"']],
    ['import { glrm } from "low¦"', ['import { glrm } from "lowrank"']],
    ['import s from "stra¦"', []],
  ])("names modules and files as they are imported: %j", (marked, expected) => {
    expect(chosen(marked)).toEqual(expected);
  });

  test("offers files and folders beside the notebook", () => {
    expect(
      offers('import "./¦"')
        .matches.map((it) => it.text)
        .sort(),
    ).toEqual(["area", "data", "node_modules", "numbers.json", "own"].sort());
  });
});
