/** A compiler that has an earlier cell behind it, for tests of what becomes of the next. */
import { afterAll, beforeAll } from "@jest/globals";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Compiler } from "#kernel/cell/compile.js";
import type { CellCode, Converted } from "#kernel/threads.js";
import type { Random } from "#src/data/random.js";

/** A statement with a spacing that only edits keep. */
export const MARK = "void    0;";

/** What has been declared before. */
export const EARLIER = `
  import { join, type ParsedPath } from "node:path";
  interface Point { x: number; y?: number }
  class Place<T = number> { at = 1; constructor(readonly of?: T) {} get self() { return this; } }
  enum Kind { One, Two }
  const enum Fixed { Five = 5 }
  function receiver<T>(this: unknown, ...values: T[]): unknown { return this; }
  function twice<T>(value: T): [T, T] { return [value, value]; }
  const tag = (parts: TemplateStringsArray, ...values: unknown[]): string => parts.join("|") + values.length;
  const point: Point = { x: 1 };
  const list: number[] = [3, 4];
  let count = 1, words: string | undefined = "a";
  let maybe: { deep?: { value: number } } | undefined = { deep: { value: 1 } };
`;

/**
 * A few statements; what they begin and end with is what automatic semicolons stumble over. `more`: also those of which
 * the compiler makes something else.
 */
export function randomCell(random: Random, more = false): string {
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random.uniform() * values.length)];
  let names = 0;
  const expression = (depth: number): string => {
    const inner = (): string => (depth > 2 ? pick(["1", "count", "'s'"]) : expression(depth + 1));
    return pick([
      () => pick(["count", "point.x", "list[0]", "words", "5", "'text'", "maybe?.deep!.value"]),
      () => `(${inner()} as any)`,
      () => `[${inner()}, ${inner()}]!`,
      () => `((${inner()})! as any)`,
      () => `((p: number, q?: string): any => ${inner()})(1)`,
      () => `twice<any>(${inner()})`,
      () => `({ count, k: ${inner()} }).k`,
      () => `\`\${${inner()}}\``,
      () => `(function <T>(a: T, ...rest: T[]): T { return a as T\n})(${inner()})`,
    ])();
  };
  const end = (): string => pick(["", "", " as any", "!", " satisfies unknown"]);
  const type = (): string => pick(["", ": any", ": {\n  a?: any\n} | any"]);
  const name = (): string => `name${++names}`;
  const others = [
    () => `receiver(${expression(0)})${end()}`,
    () => `(receiver)\`\`${end()}`,
    () => `let [${name()}, { k: ${name()} = ${expression(1)} } = {}] = [${expression(0)}] as any`,
    () => `const ${name()} = ${expression(0)}, { a: ${name()}, ...${name()} } = { a: 1, b: 2 } as any, ${name()} = 3`,
    () => `let { ${name()} = () => 1 }${type()} = {} as any, ${name()} = class {} as any`,
    () => `var ${name()} = (() => ${expression(1)})${end()}`,
    () => `words = ((a: number) => a) as any`,
    () => `;[words = function () {} as any] = [] as any`,
    () => `;({ words = () => 1 } = {} as any)`,
    () => `for (var [${name()}] of [[${expression(1)}]] as any) {}`,
    () => `if (point) { var { ${name()} = 1 } = {} as any }`,
  ];
  const statement = (depth: number): string =>
    pick([
      ...(more ? others : []),
      () => `${pick(["const", "let"])} name${++names}${type()} = ${expression(0)}${end()}`,
      () => `${expression(0)}${end()}`,
      () => `;[count] = [${expression(0)}${end()}] as any`,
      () => `;(${expression(0)})${end()}`,
      () => `count = ${expression(0)} as any`,
      () => `type Type${++names} = [any]`,
      () => `let name${++names}`,
      () => `count = count + ${pick(["1", "count"])} as number * 2`,
      () => `count = -count satisfies number as any`,
      () => `interface Face${++names} { a: 1 }`,
      () => `function f${++names}<T>(a: T, b${type()} = ${expression(1)})${type()} { return a${end()}\n}`,
      () =>
        `class C${++names}<T> extends Place<T> implements Point { x: any = ${expression(1)}${end()}\n private ['z'] = 2 }`,
      () => `if (count) {\n${depth > 1 ? "count" : statement(depth + 1)}\n}`,
      () => `for (const item of list as any[]) { item${end()}\n}`,
    ])();
  const count = 1 + Math.floor(random.uniform() * 5);
  return Array.from({ length: count }, () => statement(0)).join(pick(["\n", ";", "\n\n", " ;\n"]));
}

/** To be called at the top of a test file. */
export function cellsWithEarlier(): {
  compile: (source: string) => Converted;
  convert: (source: string) => CellCode;
  earlier: () => CellCode;
} {
  let compiler: Compiler;
  let earlier: CellCode;
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
    earlier = convert(EARLIER, true);
  }, 60_000);
  afterAll(() => {
    compiler.close();
    rmSync(folder, { recursive: true });
  });
  return { compile: (source) => compile(source), convert: (source) => convert(source), earlier: () => earlier };
}
