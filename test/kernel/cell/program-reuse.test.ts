import { expect, test } from "@jest/globals";
import { spawnSync } from "node:child_process";
import type { Converted } from "#kernel/threads.js";
import { type Random, seededRandom } from "#src/data/random.js";

const NAMES = ["a", "b", "c", "d"];

type Statement = (name: string, other: string, n: number) => string;

/** A few names, so that they meet again as something else. */
const DECLARATIONS: Statement[] = [
  (name, _, n) => `const ${name} = ${n};`,
  (name, other) => `let ${name}: number | string = typeof ${other};`,
  (name, other) => `function ${name}<T>(value: T): [T, typeof ${other}] { return [value, ${other}]; }`,
  (name, _, n) => `interface ${name} { field${n}: number; }`,
  (name, other) => `type ${name} = Partial<typeof ${other}>;`,
  (name, _, n) => `class ${name} { readonly size = ${n}; static of() { return new ${name}(); } }`,
  (name, other) => `const { length: ${name} } = String(${other});`,
  (name) => `enum ${name} { First, Second }`,
  (name, other) => `const ${name} = { ${other} };`,
  (name, other) => `const ${name} = (x, y = ${other}) => [x, y];`,
  (name) => `import * as ${name} from "lowrank";`,
  (name) => `import { glrm as ${name} } from "lowrank";`,
  (name, other) => `const ${name} = (x) => ${other}(x, { k: 2 });`,
  (name) => `import { join as ${name} } from "node:path";`,
];

/** Many of them wrong, depending on what the names are by now. */
const USES: Statement[] = [
  (name, other) => `${name} = ${other};`,
  (name, other, n) => `${name}.field${n} + ${other}.toFixed();`,
  (name) => `new ${name}().size`,
  (name, other) => `for (const x of [${name}]) if (x === ${other}) break;`,
  (name, other) => `${name} satisfies ${other};`,
  (name, _, n) => `${n} + String(${name})`,
];

function randomCell(random: Random): string {
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random.uniform() * values.length)];
  const statement = pick(random.uniform() < 0.6 ? DECLARATIONS : USES);
  return statement(pick(NAMES), pick(NAMES), Math.floor(random.uniform() * 3));
}

/** Compiles lists of cells, each list with a new compiler; in a process of its own, since Jest lends out its modules. */
function compiled(lists: string[][], sharing: boolean): Converted[][] {
  const script = `
    import { readFileSync } from "node:fs";
    import { Compiler } from "#kernel/cell/compile.js";
    import { ProgramReuse } from "#kernel/cell/program-reuse.js";
    if (${!sharing}) ProgramReuse.prototype.next = () => undefined;
    const results = JSON.parse(readFileSync(0, "utf8")).map((cells) => {
      const compiler = new Compiler();
      const converted = cells.map((code, i) => compiler.convert(code, "cell[1].ts", i % 5 > 0));
      compiler.close();
      return converted;
    });
    process.stdout.write(JSON.stringify(results));`;
  const words = ["--input-type=module", "-e", script];
  const options = { input: JSON.stringify(lists), encoding: "utf8", maxBuffer: 1 << 28 } as const;
  const { stdout, stderr } = spawnSync(process.execPath, words, options);
  if (stdout === "") throw new Error(stderr);
  return JSON.parse(stdout) as Converted[][];
}

/** Every fifth cell leaves nothing behind, as expressions of clients do. */
test("cells that share a program become what they become each in a program of its own", () => {
  const lists = [1, 2, 3, 4].map((seed) => {
    const random = seededRandom(seed);
    return [...NAMES.map((name) => `const ${name} = 0`), ...Array.from({ length: 60 }, () => randomCell(random))];
  });
  const shared = compiled(lists, true);
  const alone = compiled(lists, false);
  lists.forEach((cells, seed) => {
    cells.forEach((_, i) => {
      const where = { seed: seed + 1, cells: cells.slice(0, i + 1) };
      expect({ ...where, result: shared[seed][i] }).toEqual({ ...where, result: alone[seed][i] });
    });
  });
  for (const status of ["ok", "error"]) {
    expect(alone.flat().filter((it) => it.status === status).length).toBeGreaterThan(60);
  }
}, 120_000);
