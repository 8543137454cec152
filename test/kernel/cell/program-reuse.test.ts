import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { MessageChannel, Worker, type MessagePort } from "node:worker_threads";
import { fileURLToPath } from "node:url";
import type { CompileRequest, Converted } from "#kernel/threads.js";
import { CompilerLink } from "#kernel/session/compiler-link.js";
import type { Random } from "#src/data/random.js";
import { forSeeds } from "../../helpers/property.js";

const script = fileURLToPath(new URL("../../../dist/kernel/cell/compiler-worker.js", import.meta.url));

/** A compiler in a thread of its own; its cells are forgotten by giving every name another meaning. */
function startCompiler(): { ask: CompilerLink["ask"]; stop: () => Promise<number> } {
  const { port1, port2 } = new MessageChannel();
  const worker = new Worker(script, { workerData: { port: port2 }, transferList: [port2] });
  const link = new CompilerLink(port1);
  return { ask: (request) => link.ask(request), stop: () => worker.terminate() };
}

const NAMES = ["a", "b", "c", "d"];

/** Statements over a few names, so that they meet again as something else; some are wrong. */
const STATEMENTS: ((name: string, other: string, n: number) => string)[] = [
  (name, _, n) => `const ${name} = ${n};`,
  (name, other) => `let ${name}: number | string = typeof ${other};`,
  (name, other) => `function ${name}<T>(value: T): [T, typeof ${other}] { return [value, ${other}]; }`,
  (name, _, n) => `interface ${name} { field${n}: number; }`,
  (name, other) => `type ${name} = Partial<${other}>;`,
  (name, _, n) => `class ${name} { readonly size = ${n}; static of() { return new ${name}(); } }`,
  (name, other) => `const { length: ${name} } = String(${other});`,
  (name) => `enum ${name} { First, Second }`,
  (name, other) => `const ${name} = { ${other} };`,
  (name, other) => `const ${name} = (x, y = ${other}) => [x, y];`,
  (name) =>
    `import { ${name === "a" ? "readFileSync as a" : `join as ${name}`} } from "node:${name === "a" ? "fs" : "path"}";`,
  (name) => `declare global { interface Array<T> { ${name}?: T } }`,
  (name, _, n) => `[${n}].${name};`,
  (name, other) => `${name} = ${other};`,
  (name, other, n) => `${name}.field${n} + ${other}.toFixed();`,
  (name) => `new ${name}().size`,
  (name, other) => `for (const x of [${name}]) if (x === ${other}) break;`,
  (name, other) => `${name} satisfies ${other};`,
  (name, _, n) => `${n} + ${name}`,
];

function randomCell(random: Random): string {
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random.uniform() * values.length)];
  const count = 1 + Math.floor(random.uniform() * 2);
  return Array.from({ length: count }, () =>
    pick(STATEMENTS)(pick(NAMES), pick(NAMES), Math.floor(random.uniform() * 3)),
  ).join("\n");
}

test("cells that share a program become what they become each in a program of its own", async () => {
  const counts = { ok: 0, error: 0 };
  await forSeeds(6, (random) => {
    const shared = new Compiler(folder);
    const alone = new Compiler(folder);
    const cells: string[] = NAMES.map((name) => `const ${name} = 0`);
    try {
      for (const name of cells) for (const compiler of [shared, alone]) compiler.convert(name, "cell[1].ts", true);
      for (let i = 0; i < 40; i++) {
        const cell = randomCell(random);
        cells.push(cell);
        // A completion's program is its own, and so is that of the cell after it.
        alone.complete("", 0);
        const [found, expected] = [shared, alone].map((compiler) => compiler.convert(cell, "cell[2].ts", true));
        expect({ cells, found }).toEqual({ cells, found: expected });
        counts[expected.status]++;
      }
    } finally {
      shared.close();
      alone.close();
    }
  });
  expect(Math.min(counts.ok, counts.error)).toBeGreaterThan(40);
}, 120_000);
