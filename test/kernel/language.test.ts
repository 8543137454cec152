import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { KernelClient, plainTraceback, printed, resultText } from "./client.js";

// Guards against hangs only.
jest.setTimeout(30_000);

let above: string;
let kernel: KernelClient;
beforeAll(async () => {
  above = mkdtempSync(join(tmpdir(), "lowrank-project-"));
  mkdirSync(join(above, "notebooks"));
  kernel = await KernelClient.start({ folder: join(above, "notebooks") });
}, 60_000);
afterAll(async () => {
  await kernel.stop();
  rmSync(above, { recursive: true, force: true });
});

let edits = 0;
function write(path: string, text: string): void {
  const file = join(above, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  // Two edits within a tick of the disk's clock are two edits.
  const time = new Date(Date.now() + 1000 * edits++);
  utimesSync(file, time, time);
}

test("a cell can augment the global scope and modules, for all cells after it", async () => {
  await kernel.execute(
    "declare global { interface Array<T> { second(): T } }\nArray.prototype.second = function () { return this[1]; };",
  );
  await kernel.execute('declare module "node:os" { function madeUp(): number }');
  await kernel.execute("const augmented = 1;");
  await kernel.execute("const augmented = 2; let other = augmented;");
  expect(resultText(await kernel.execute("['a', 'b'].second().toUpperCase()"))).toBe("'B'");
  const { reply } = await kernel.execute('import * as os from "node:os"; os.madeUp.toFixed');
  expect(plainTraceback(reply).join()).toContain("Property 'toFixed' does not exist on type '() => number'");
});

test("what a cell declares without making it is everybody's, and no variable of the notebook", async () => {
  await kernel.execute("Object.assign(globalThis, { made: 9, twice: (n: number) => 2 * n })");
  const here =
    "declare const made: number, other: string\ndeclare function twice(n: number): number\nlet mine = made; twice(made)";
  expect(resultText(await kernel.execute(here))).toBe("18");
  expect(resultText(await kernel.execute("twice(made) + mine"))).toBe("27");
  expect((await kernel.execute("twice('a')")).reply.evalue).toContain("TS2345");
  await kernel.execute("const made = 'own'");
  expect(resultText(await kernel.execute("made.toUpperCase()"))).toBe("'OWN'");
});

test("a cell can make a require of its own, as ES modules do", async () => {
  const own =
    'import { createRequire } from "node:module";\nconst require = createRequire(import.meta.url);\nrequire("node:os").EOL';
  expect(resultText(await kernel.execute(own))).toBe("'\\n'");
  expect(resultText(await kernel.execute('require("node:path").basename("a/b")'))).toBe("'b'");
});

test.each([
  "throw Object.assign(new Error('x'), { message: Symbol('s') })",
  "throw Object.assign(new Error('x'), { stack: 5 })",
  "throw { [Symbol.for('nodejs.util.inspect.custom')]() { throw new Error('inside') } }",
  "throw new Proxy({}, { get() { throw 1 }, getPrototypeOf() { throw 2 } })",
])("a cell that throws what nobody can look at ends all the same: %s", async (cell) => {
  const { reply } = await kernel.execute(cell);
  expect(reply.status).toBe("error");
  expect(resultText(await kernel.execute("1 + 1"))).toBe("2");
});

test("a chain of thousands of operators runs", async () => {
  expect(resultText(await kernel.execute(Array<string>(3000).fill("1").join(" + ")))).toBe("3000");
});

test("what nests too deeply is one readable error, and the kernel, its declarations and completion go on", async () => {
  await kernel.execute("let count = 1");
  const deep = "[".repeat(50_000) + "]".repeat(50_000);
  const { reply } = await kernel.execute(deep);
  expect(reply.evalue).toMatch(/^Expected expressions that nest less deeply.* \(cell\[\d+\]\.ts\)$/);
  expect(resultText(await kernel.execute("count += 1; count"))).toBe("2");
  expect((await kernel.ask("complete_request", { code: deep, cursor_pos: 50_000 })).status).toBe("error");
  expect((await kernel.ask("complete_request", { code: "count.toF", cursor_pos: 9 })).matches).toEqual(["toFixed"]);
});

describe("local files", () => {
  test("above the notebook's folder can be imported, TypeScript and JSON, and one another", async () => {
    write(
      "src/area.ts",
      'import factors from "../data/factors.json";\nexport const area = (r: number): number => factors.pi * r * r;',
    );
    write("data/factors.json", '{ "pi": 3 }');
    const answer = await kernel.execute(
      'import { area } from "../src/area"; import factors from "../data/factors.json"; [area(2), factors.pi]',
    );
    expect(resultText(answer)).toBe("[ 12, 3 ]");
    expect((await kernel.execute('import { area } from "../src/area"; area("2")')).reply.ename).toBe("TypeScriptError");
  });

  test("can be named with their ending, in cells and in one another, by import and import()", async () => {
    write("src/two.ts", "export const two = 2; export type Two = typeof two;");
    write(
      "src/named.ts",
      `import { two } from "./two.ts"; export const four = two * two;
       export const later = async () => (await import("./two.ts")).two;`,
    );
    const cell = 'import { four, later } from "../src/named.ts"; [four, await later()]';
    expect(resultText(await kernel.execute(cell))).toBe("[ 4, 2 ]");
    expect(resultText(await kernel.execute('(await import("../src/named.ts")).four'))).toBe("4");
    const typed = 'import type { Two } from "../src/two.ts"; const three: Two = 3;';
    expect((await kernel.execute(typed)).reply.evalue).toContain("TS2322");
    expect((await kernel.execute('import { two } from "../src/too.ts"')).reply.evalue).toContain("TS2307");
    write("src/two.ts", "export const two = 3;");
    expect(resultText(await kernel.execute(cell))).toBe("[ 9, 3 ]");
  });

  test("and cells know their own place by import.meta", async () => {
    write("src/place.ts", "export const { url, filename, dirname } = import.meta;");
    const { href } = pathToFileURL(join(above, "src", "place.ts"));
    expect(resultText(await kernel.execute('import { url } from "../src/place"; url'))).toBe(`'${href}'`);
    expect(resultText(await kernel.execute('import { dirname } from "../src/place"; dirname.slice(-4)'))).toBe(
      "'/src'",
    );
    write("notebooks/words.txt", "few");
    const read =
      'import { readFileSync } from "node:fs";\nreadFileSync(new URL("./words.txt", import.meta.url), "utf8")';
    expect(resultText(await kernel.execute(read))).toBe("'few'");
    expect(resultText(await kernel.execute("import.meta.dirname"))).toBe(`'${join(above, "notebooks")}'`);
    expect(resultText(await kernel.execute("const { meta } = { meta: import.meta }; meta === import.meta"))).toBe(
      "true",
    );
    const resolved = await kernel.execute('["./x.txt", "fs"].map((it) => import.meta.resolve(it))');
    expect(resultText(resolved)).toBe(`[ '${pathToFileURL(join(above, "notebooks", "x.txt")).href}', 'node:fs' ]`);
    const wrong = await kernel.execute("let a = 1;\nimport.meta.nothing");
    expect(wrong.reply.evalue).toMatch(/^TS2339: .*\.ts:2:13\)$/);
  });

  test("are read again after an edit, in either place", async () => {
    write("notebooks/near.ts", "export const near = 1;");
    write("src/far.ts", "export const far = 1;");
    const cell = 'import { near } from "./near"; import { far } from "../src/far"; [near, far]';
    expect(resultText(await kernel.execute(cell))).toBe("[ 1, 1 ]");
    write("notebooks/near.ts", "export const near = 2;");
    expect(resultText(await kernel.execute(cell))).toBe("[ 2, 1 ]");
    write("src/far.ts", 'export const far = "three";');
    expect(resultText(await kernel.execute(cell))).toBe("[ 2, 'three' ]");
  });

  test("of JSON can be imported by import() too, and are read again after an edit", async () => {
    const cell = 'const read = await import("../data/sizes.json"); [read.default, read.wide]';
    write("data/sizes.json", '{ "wide": 1 }');
    expect(resultText(await kernel.execute(cell))).toBe("[ { wide: 1 }, 1 ]");
    write("data/sizes.json", '{ "wide": 2 }');
    expect(resultText(await kernel.execute(cell))).toBe("[ { wide: 2 }, 2 ]");
    write("data/sizes.json", "[3, 4]");
    expect(resultText(await kernel.execute('(await import("../data/sizes.json")).default[1]'))).toBe("4");
  });

  test("that have thrown when they were imported are run again, with what imports them", async () => {
    write("src/fragile.ts", 'export const before = 1;\nif ("broken" in globalThis) throw new Error("not yet");');
    write("src/above.ts", 'import { before } from "./fragile"; export const after = before + 1;');
    const cell = 'import { after } from "../src/above"; after';
    await kernel.execute("(globalThis as any).broken = true");
    for (let i = 0; i < 2; i++) expect((await kernel.execute(cell)).reply.evalue).toBe("not yet");
    expect((await kernel.execute('await import("../src/fragile")')).reply.evalue).toBe("not yet");
    await kernel.execute("delete (globalThis as any).broken");
    expect(resultText(await kernel.execute(cell))).toBe("2");
  });

  test("with a type error stop the cell, with the file's own line", async () => {
    write("src/wrong.ts", 'export const fine = 1;\nexport const wrong: number = "x";');
    const { reply } = await kernel.execute('import { wrong } from "../src/wrong"; wrong');
    expect(reply.evalue).toMatch(/^TS2322: .*\/src\/wrong\.ts:2:14\)$/);
  });

  test("that throw are named with the line of the TypeScript", async () => {
    write(
      "src/fails.ts",
      "interface A {\n  a: number;\n}\nexport function fails(a: A): never {\n  throw new RangeError(`no ${a.a}`);\n}",
    );
    const { reply } = await kernel.execute('import { fails } from "../src/fails"; fails({ a: 1 })');
    expect(plainTraceback(reply).join("\n")).toContain(`${join(above, "src", "fails.ts")}:5:9`);
  });
});

describe("strictness", () => {
  test("without a tsconfig.json: strict, but annotations are free to be left out", async () => {
    expect((await kernel.execute("const n: number = null")).reply.ename).toBe("TypeScriptError");
    expect((await kernel.execute("function twice(x) { return 2 * x }; twice(2)")).reply.status).toBe("ok");
  });

  test.each([
    ['{ "compilerOptions": { "strict": false } }', ["ok", "ok", "ok"]],
    ['{ "compilerOptions": { "strict": true, "noImplicitReturns": true } } // all', ["error", "error", "error"]],
    [
      '{ "compilerOptions": { "noImplicitAny": true, "target": "es3", "noUnusedLocals": true } }',
      ["error", "error", "ok"],
    ],
    ["{}", ["error", "ok", "ok"]],
  ])(
    "with %s",
    async (text, expected) => {
      const strict = await KernelClient.start({ files: { "tsconfig.json": text } });
      const status = async (code: string): Promise<unknown> => (await strict.execute(code)).reply.status;
      expect([
        await status("const n: number = null"),
        await status("function twice(x) { return 2 * x }"),
        await status("function half(x: number) { if (x > 1) return 1 }"),
      ]).toEqual(expected);
      await strict.stop();
    },
    30_000,
  );
});

describe("install", () => {
  test("puts a package into the notebook's folder, where cells find it and its types at once", async () => {
    write(
      "packages/sizes/package.json",
      '{ "name": "sizes", "version": "1.2.3", "type": "module", "exports": { "types": "./index.d.ts", "default": "./index.js" } }',
    );
    write("packages/sizes/index.js", "export const size = (n) => n * 10;");
    write("packages/sizes/index.d.ts", "export declare const size: (n: number) => number;");
    const use = 'import { size } from "sizes"; size(4)';
    expect((await kernel.execute(use)).reply.evalue).toContain("TS2307");
    const installed = await kernel.execute('await install("file:../packages/sizes")');
    expect(printed(installed)).toBe(`Installed sizes 1.2.3 in ${kernel.folder}\n`);
    expect(resultText(await kernel.execute(use))).toBe("40");
    expect((await kernel.execute('import { size } from "sizes"; size("4")')).reply.evalue).toContain("TS2345");
  }, 60_000);

  test("says what npm said when it fails, and takes no options for names", async () => {
    const { reply } = await kernel.execute('await install("file:../packages/nowhere")');
    expect(reply.evalue).toMatch(/^npm install --save file:\.\.\/packages\/nowhere failed in /);
    for (const wrong of ['"--global"', '""', '"a b"', ""]) {
      expect((await kernel.execute(`await install(${wrong})`)).reply.evalue).toMatch(/^Expected the name of a package/);
    }
  }, 60_000);
});

describe("the library", () => {
  test("installed beside the notebook wins over the kernel's own, with its types, and the kernel says so", async () => {
    const beside = await KernelClient.start({
      files: {
        "node_modules/lowrank/package.json":
          '{ "name": "lowrank", "version": "99.1.0", "type": "module", "exports": { ".": "./dist/src/index.js", "./package.json": "./package.json" } }',
        "node_modules/lowrank/dist/src/index.js": "export const newThing = 99;",
        "node_modules/lowrank/dist/src/index.d.ts": "export declare const newThing: number;",
      },
    });
    expect((await beside.ask("kernel_info_request", {})).banner).toContain("lowrank 99.1.0");
    const answer = await beside.execute('import { newThing } from "lowrank"; newThing');
    expect(resultText(answer)).toBe("99");
    expect(printed(answer)).toMatch(/^Using lowrank 99\.1\.0 from .*node_modules\/lowrank \(the kernel's own is \d/);
    expect(printed(await beside.execute('import { newThing } from "lowrank"; newThing'))).toBe("");
    await beside.stop();
  }, 30_000);
});
