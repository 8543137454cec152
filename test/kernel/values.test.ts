import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { TablePayload } from "#src/display/payload.js";
import { KernelClient, printed, resultText } from "./client.js";

// Guards against hangs only.
jest.setTimeout(30_000);

interface Bundle {
  [type: string]: unknown;
  "text/plain": string;
  "application/vnd.lowrank.table.v1+json": TablePayload;
}

let kernel: KernelClient;
beforeAll(async () => {
  kernel = await KernelClient.start();
  mkdirSync(join(kernel.folder, "node_modules"));
  const arquero = fileURLToPath(new URL("../../node_modules/arquero", import.meta.url));
  symlinkSync(arquero, join(kernel.folder, "node_modules", "arquero"));
}, 60_000);
afterAll(() => kernel.stop());

async function shown(code: string): Promise<Bundle> {
  const { reply, outputs } = await kernel.execute(code);
  if (reply.status !== "ok") throw new Error(String(reply.evalue));
  return outputs[0].content.data as Bundle;
}

describe("plain values read as Node prints them", () => {
  test.each([
    ["new Date(0)", "1970-01-01T00:00:00.000Z"],
    ['new Map([["a", 1]])', "Map(1) { 'a' => 1 }"],
    ["new Set([1, 2])", "Set(2) { 1, 2 }"],
    ["Float32Array.of(1, 2.5)", "Float32Array(2) [ 1, 2.5 ]"],
    ["10n", "10n"],
    ["Symbol.iterator", "Symbol(Symbol.iterator)"],
    ["(x: number) => x", "[Function (anonymous)]"],
    ["Promise.resolve(1)", "Promise { 1 }"],
    ["({ a: { b: { c: { d: { e: { f: 1 } } } } } })", /e: \[Object\]/],
  ])("%s", async (code, text) => {
    const plain = (await shown(code))["text/plain"];
    if (typeof text === "string") expect(plain).toBe(text);
    else expect(plain).toMatch(text);
  });
});

describe("huge values are shortened", () => {
  test.each([
    ["an array", "Array.from({ length: 1_000_000 }, (_, i) => i)", "... 999900 more items"],
    ["a map", "new Map(Array.from({ length: 5000 }, (_, i) => [i, i]))", "... 4900 more items"],
    ["a string", '"x".repeat(1_000_000)', "... 990000 more characters"],
    [
      "an object",
      "Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`k${i}`, i]))",
      "... 99,800 more keys",
    ],
    [
      "arrays of arrays",
      "Array.from({ length: 90 }, () => Array.from({ length: 90 }, () => [Math.PI, Math.E, 'word']))",
      " more characters",
    ],
  ])("%s", async (_title, code, ending) => {
    const plain = (await shown(code))["text/plain"];
    expect(plain.length).toBeLessThan(45_000);
    expect(plain).toContain(ending);
  });
});

describe("values of libraries", () => {
  test("an Arquero table is a table, as it is filtered and ordered", async () => {
    const code = `import * as aq from "arquero";
      aq.table({ name: ["<b>", "c", null], n: [3, 1, 2], when: [new Date(0), null, new Date(0)] }).orderby("n").filter((d: any) => d.n > 1)`;
    const data = await shown(code);
    expect(data["application/vnd.lowrank.table.v1+json"]).toMatchObject({ rowCount: 2, columnCount: 3 });
    expect(data["text/html"]).toContain("&lt;b&gt;");
    expect(data["text/plain"].split("\n").filter((line) => /^\d/.test(line.trim())).length).toBeGreaterThan(0);
    expect(data["application/vnd.lowrank.table.v1+json"].cells[1]).toEqual([2, 3]);
  });

  test("an ml-matrix is a table of numbers, shortened, with its whole size", async () => {
    const matrix =
      'const large = { klass: "Matrix", rows: 5000, columns: 300, get: (i: number, j: number) => i + j / 1000 }; large';
    const payload = (await shown(matrix))["application/vnd.lowrank.table.v1+json"];
    expect(payload).toMatchObject({ rowCount: 5000, columnCount: 300 });
    expect(payload.cells).toHaveLength(40);
    expect(payload.cells[2][1]).toBe(1.002);
    expect(payload.cells[0]).toHaveLength(100);
  });

  test("a Plotly figure is one, with typed arrays as lists", async () => {
    const data = await shown(
      '({ data: [{ type: "scatter", x: Float64Array.of(1, 2), y: [3, 4] }], layout: { title: "t" } })',
    );
    expect(data["application/vnd.plotly.v1+json"]).toEqual({
      data: [{ type: "scatter", x: [1, 2], y: [3, 4] }],
      layout: { title: "t" },
    });
    expect(data["text/plain"]).toBe('Plotly figure "t": scatter (2 points)');
  });

  test("an object with other data and layout is no figure", async () => {
    expect(Object.keys(await shown("({ data: [1, 2], layout: {} })"))).toEqual(["text/plain"]);
  });
});

describe("pictures", () => {
  test("bytes of a png, a canvas and an svg element are pictures; other bytes are not", async () => {
    const png = "Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1)";
    const base64 = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1]).toString("base64");
    expect(await shown(png)).toEqual({ "text/plain": "[picture]", "image/png": base64 });
    expect(await shown(`({ toDataURL: () => "data:image/png;base64,${base64}" })`)).toMatchObject({
      "image/png": base64,
    });
    expect(await shown('({ outerHTML: "<svg></svg>" })')).toMatchObject({ "image/svg+xml": "<svg></svg>" });
    expect(await shown('({ outerHTML: "<p></p>" })')).toMatchObject({ "text/html": "<p></p>" });
    expect(Object.keys(await shown("Uint8Array.of(0x89, 1)"))).toEqual(["text/plain"]);
  });

  test.each([
    ["html`<i>${1}</i>`", "text/html", "<i>1</i>"],
    ['md("*a*")', "text/markdown", "*a*"],
    ["svg`<svg/>`", "image/svg+xml", "<svg/>"],
  ])("%s", async (code, type, content) => {
    expect((await shown(code))[type]).toBe(content);
  });
});

test("a value that shows itself without text has Node's text beside it", async () => {
  const code = '({ a: 1, [Symbol.for("Jupyter.display")]: () => ({ "text/html": "<b>1</b>" }) })';
  const data = await shown(code);
  expect(data["text/html"]).toBe("<b>1</b>");
  expect(data["text/plain"]).toMatch(/^\{\s+a: 1/);
});

test("a value whose display fails is shown as text, and the failure is printed", async () => {
  const { outputs } = await kernel.execute(
    '({ a: 1, [Symbol.for("Jupyter.display")]() { throw new Error("no view") } })',
  );
  const types = outputs.map((it) => it.header.msg_type);
  expect(types.sort()).toEqual(["execute_result", "stream"]);
  expect(outputs.find((it) => it.header.msg_type === "stream")?.content.text).toContain("no view");
});

test("a value that util.inspect fails at is shown as an object, and the failure is printed once", async () => {
  const code = '({ [Symbol.for("nodejs.util.inspect.custom")]() { throw new RangeError("not me"); } })';
  const answer = await kernel.execute(code);
  expect(answer.reply.status).toBe("ok");
  expect(resultText(answer)).toBe("[object Object]");
  expect(printed(answer, "stderr").match(/: not me/g)).toHaveLength(1);
});
