/** A compiler that has an earlier cell behind it, for tests of what becomes of the next. */
import { afterAll, beforeAll } from "@jest/globals";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Compiler } from "#kernel/cell/compile.js";
import type { CellCode, Converted } from "#kernel/threads.js";

/** A statement with a spacing that only edits keep. */
export const MARK = "void    0;";

const EARLIER = `
  import { join, type ParsedPath } from "node:path";
  interface Point { x: number; y?: number }
  class Place<T = number> { at = 1; constructor(readonly of?: T) {} get self() { return this; } }
  enum Kind { One, Two }
  const enum Fixed { Five = 5 }
  function receiver<T>(...values: T[]): unknown { return values; }
  function twice<T>(value: T): [T, T] { return [value, value]; }
  const tag = (parts: TemplateStringsArray, ...values: unknown[]): string => parts.join("|") + values.length;
  const point: Point = { x: 1 };
  const list: number[] = [3, 4];
  let count = 1, words: string | undefined = "a";
  let maybe: { deep?: { value: number } } | undefined = { deep: { value: 1 } };
`;

/** To be called at the top of a test file. */
export function cellsWithEarlier(): { compile: (source: string) => Converted; convert: (source: string) => CellCode } {
  let compiler: Compiler;
  let folder: string;
  const compile = (source: string, keep = false): Converted => compiler.convert(source, "cell[1].ts", keep);
  const convert = (source: string, keep = false): CellCode => {
    const converted = compile(source, keep);
    if (converted.status === "error") throw new Error(`${source}\n${converted.traceback.join("\n")}`);
    return converted.cell;
  };
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "lowrank-cells-"));
    compiler = new Compiler(folder);
    convert(EARLIER, true);
  }, 60_000);
  afterAll(() => {
    compiler.close();
    rmSync(folder, { recursive: true });
  });
  return { compile: (source) => compile(source), convert: (source) => convert(source) };
}
