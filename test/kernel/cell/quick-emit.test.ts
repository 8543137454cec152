/** Cells turned into JavaScript by edits, beside the same cells turned by the compiler's own emitter. */
import { describe, expect, test } from "@jest/globals";
import ts from "typescript";
import { NOTEBOOK } from "#kernel/cell/names.js";
import { cellsWithEarlier, MARK, randomCell } from "../../helpers/cells.js";
import { forSeeds } from "../../helpers/property.js";

/** A comment that edits leave to the compiler. */
const NO_EDITS = "\n// -->";

const cells = cellsWithEarlier();

/** Both ways, printed alike. */
function bothWays(source: string): { quick: string; slow: string; isQuick: boolean } {
  const quick = cells.convert(MARK + source);
  const slow = cells.convert(MARK + source + NO_EDITS);
  expect(quick.lastExpression).toBe(slow.lastExpression);
  expect(slow.code).not.toContain(MARK);
  return { quick: printed(quick.code), slow: printed(slow.code), isQuick: quick.code.includes(MARK) };
}

/** `0, f` of `(0, f)()`. */
function isIndirection(node: ts.Node): node is ts.BinaryExpression {
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.CommaToken) return false;
  return ts.isNumericLiteral(node.left) && node.left.text === "0";
}

/** JavaScript without comments, needless brackets, empty statements and line breaks, names unquoted, its copies of constants last. */
function printed(code: string): string {
  const text = code.replaceAll(NOTEBOOK, "exports");
  const file = ts.createSourceFile("cell.js", text, ts.ScriptTarget.Latest, true, ts.ScriptKind.JS);
  const wrong = (file as unknown as { parseDiagnostics: ts.Diagnostic[] }).parseDiagnostics;
  if (wrong.length > 0) throw new Error(`This is no JavaScript:\n${code}`);
  const plain: ts.TransformerFactory<ts.SourceFile> = (context) => {
    const visit = (node: ts.Node): ts.Node | undefined => {
      if (ts.isEmptyStatement(node) || ts.isSemicolonClassElement(node)) return undefined;
      if (ts.isParenthesizedExpression(node)) return ts.visitNode(node.expression, visit);
      if (isIndirection(node)) return ts.visitNode(node.right, visit);
      if (ts.isStringLiteral(node) && ts.isBindingElement(node.parent) && node.parent.propertyName === node) {
        return context.factory.createIdentifier(node.text);
      }
      return ts.visitEachChild(node, visit, context);
    };
    return (root) => ts.visitEachChild(root, visit, context);
  };
  const { transformed } = ts.transform(file, [plain]);
  const plainText = ts.createPrinter({ removeComments: true }).printFile(transformed[0]);
  // Which of a cell's constants is copied first makes no difference.
  const isCopy = (line: string): boolean => /^exports\.(\w+) = \1;$/.test(line);
  const lines = plainText.split("\n");
  return [...lines.filter((it) => !isCopy(it)), ...lines.filter(isCopy).sort()]
    .join("\n")
    .replace(/\s+/g, " ")
    .replaceAll(". ", ".");
}

describe("edits say what the compiler says", () => {
  test.each([
    ["1 + 1"],
    ["point.x + list.length"],
    ["({ point, list, other: { count } })"],
    ["count++; count += 2; [count] = list; ({ x: count } = point); count"],
    ["for (count of list) count; words = `${count} ${words}`"],
    ["const a: number = 1, [b, , ...rest] = list as readonly number[]; a + b!"],
    ["const { x: renamed, ...others }: Point = point\nrenamed"],
    ["let n = 0, m: number | undefined\nconst add = (by: number): number => (n += by)\nadd(1)"],
    ["var v: string = 'v'; v"],
    ["function f<T extends Point>(this_: T, by?: number, ...more: T[]): T { return this_ as T }\nf(point)"],
    [
      "async function* g(): AsyncGenerator<number, void, undefined> { yield* list }\nfor await (const one of g()) count += one",
    ],
    ["(async <T>(x: T): Promise<T> => await x)(1)"],
    ["const later = await Promise.all<number>(list.map(async (it) => it!)); later satisfies number[]"],
    ["interface Local { a: string }\ntype Alias = Local['a']\nconst local: Alias = 'b'\nlocal"],
    [
      "class Child<T> extends Place<T> implements Point { x!: number; y?: number; 'quoted': string = '' }\nnew Child<string>()",
    ],
    ["class Cell {\n  a = 1\n  private ['b'] = 2\n  c = list as number[]\n  public *d() {}\n}"],
    [
      "class Acc { static #n = 0; static override = 1; get n(): number { return Acc.#n } set n(to: number) { Acc.#n = to } }",
    ],
    ["class Block { static { count = 2 } private static async m(): Promise<void> {} }"],
    ["maybe?.deep!.value; maybe!.deep?.value as number"],
    ["tag`a${count}b` + ((parts: TemplateStringsArray) => parts)`c`"],
    ["twice<string>('a')[0]; new Place<number>(1).self.at"],
    ["const only = twice<number>\nonly(1)"],
    ["let z = point as Point\n;[z] = [z]"],
    ["count as number\nlist!\n{ const inner = list as number[]\n}"],
    ["try { throw point as unknown\n} catch (error: unknown) { count = 1 }"],
    ["label: for (const count of list) { if (count) continue label; else break label }"],
    ["const shadow = (point: number, { x: list } = { x: 1 }) => point + list; shadow(1)"],
    [
      "const object = { count, m<T>(x: T): T { return x }, get p(): number { return 1 }, [words!]: 1, x: point }; object",
    ],
    ["switch (count as number) { case 1: { type Inner = number; break } default: count }"],
    ["if (count) words as string\nelse count as number"],
    ["(point as { x: number }).x = 5; (count as number) = 6"],
    ["join('a', 'b') + Kind.One"],
    ["const parse = (p: ParsedPath) => p.base; parse"],
    ["await import('node:fs')"],
    ["(function () { return new.target })()"],
    ["typeof count; delete (point as any).y; void words; -count; !words"],
    ["const big = 10n ** 2n, hex = 0xff_ff, re = /[/]'\"/u; big"],
    ["'use strict'; 'text'"],
    ["const here = '\u{1F600}', ünï = 1; ünï"],
    ["const windows: number = 1\r\nconst lines: string = 'a'\r\nwindows"],
    ["const type = 1, of = 2, as = 3; type + of + as"],
    ["((a, b?) => a)(1); (function named(a: number) { return named.length })"],
    ["do count++\nwhile (count < 3 as boolean)"],
    ["let x\n-1\nlet y, z = count\n;[y] = [z]\nx === undefined"],
    ["let p, q\n[p, q] = [count, words]\nlet r\n`text`\nlet t\n/a/.test('a')\np"],
    ["count = count + count as number; words = count + 1 as unknown as string || words; count as number === 1"],
    ["const fn = function () { return words as string\n}\nfn()"],
    ["words ??= 'b'; words ||= 'c'; list?.[0]!.toFixed?.()"],
    ["// a comment\n/* another */ count // the last"],
    [""],
  ])("%j", (source) => {
    const { quick, slow, isQuick } = bothWays(source);
    expect(quick).toBe(slow);
    expect(isQuick).toBe(true);
  });

  test.each([
    ["import os from 'node:os'; os"],
    ["enum Local { A }"],
    ["const enum Local { A }\nLocal.A"],
    ["Fixed.Five"],
    ["1 + count as number * 3"],
    ["count = -count as unknown as number / 2 satisfies number"],
    ["namespace Space { export const a = 1 }"],
    ["class Has { constructor(private a: number) {} }"],
    ["class Has { [name: string]: number }"],
    ["abstract class Has { abstract a(): void }"],
    ["class Has { declare a: number }"],
    ["function over(a: string): void; function over(a: number): void; function over(a: unknown) {}"],
    ["function self(this: Point) { return this.x }"],
    ["function sealed(c: unknown) {}\n@sealed class Has {}"],
    ["const cast = <number>count; cast"],
    ["const arrow = (a: number): {\n a: number } => ({ a }); arrow"],
    ["const arrow = <\nT>(a: T) => a; arrow"],
    ["const tsLastExpr = 1; tsLastExpr"],
    ["count++, words"],
    ["1\ninterface Last {}"],
    ["let k = 3; while (k --> 0) count++"],
  ])("and leave to it what means more: %j", (source) => {
    const { quick, slow, isQuick } = bothWays(source);
    expect(isQuick).toBe(false);
    expect(quick).toBe(slow);
  });

  test("in random cells, whose statements often end in a type and no semicolon", async () => {
    let quickly = 0;
    await forSeeds(300, (random) => {
      const source = randomCell(random);
      // Without semicolons a statement may run into the next, to something that has no type.
      if (cells.compile(source).status === "error") return;
      const { quick, slow, isQuick } = bothWays(source);
      if (quick !== slow) throw new Error(`${source}\nbecame\n${quick}\ninstead of\n${slow}`);
      if (isQuick) quickly++;
    });
    expect(quickly).toBeGreaterThan(150);
  });
});

test("each word of a random cell stands where its place says", async () => {
  await forSeeds(100, (random) => {
    const source = MARK + randomCell(random).replaceAll("\n", random.uniform() < 0.5 ? "\r\n" : "\n");
    const converted = cells.compile(source);
    if (converted.status === "error" || !converted.cell.code.includes(MARK)) return;
    const { code, positions } = converted.cell;
    const wordAt = (text: string, line: number, column: number): string =>
      /^([\w$]+|.)/.exec(text.split(/\r?\n/)[line].slice(column))![0];
    for (let row = 0; row < positions.length; row += 4) {
      const [line, column, sourceLine, sourceColumn] = positions.subarray(row, row + 4);
      const word = wordAt(code, line, column);
      // What was put in stands where the text behind it does.
      if ([NOTEBOOK, "exports", ":", ";", "=", " ", "(", ")", "}"].includes(word)) continue;
      expect({ row, word }).toEqual({ row, word: wordAt(source, sourceLine, sourceColumn) });
    }
  });
});
