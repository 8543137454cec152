/** What a compiler does before its snapshot is taken: it reads what most cells need, and each of its ways is gone once. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Compiler } from "../cell/compile.js";

const CELLS = [
  "1 + 1",
  'import * as lowrank from "lowrank";\nimport { readFileSync } from "node:fs";',
  "const a = [1, 2, 3].map((x) => x ** 2); let b: Record<string, number> = { one: 1 };",
  "interface Point { x: number; y?: string }\nclass Place<T> implements Point { x = 1; constructor(readonly of: T) {} }",
  "async function later<T>(value: Promise<T>) { return { value: await value, b }; }",
  "const { value: [first] } = await later(Promise.resolve(a)); b.two = first;",
  "for (const x of a) console.log(`${x}`, new Place(x)); display(html`<b>${first}</b>`);",
  "enum Kind { One, Two }\ntype Kinds = keyof typeof Kind; const kind = Kind.One as const satisfies Kind;",
  "let wrong: number = 'text'; missing();",
  "a.length",
];

export function warmUp(): void {
  const folder = mkdtempSync(join(tmpdir(), "lowrank-snapshot-"));
  try {
    const compiler = new Compiler(folder);
    for (const cell of CELLS) compiler.convert(cell, "cell[1].ts", true);
    // No completion: it sorts by language, and a snapshot cannot hold a collator.
    compiler.inspect("first.toFixed", 13, true);
    compiler.isComplete("if (true) {");
    compiler.close();
  } finally {
    rmSync(folder, { recursive: true });
  }
  // Node remembers the working directory, which the process that uses the snapshot has another of.
  process.chdir(process.cwd());
}
