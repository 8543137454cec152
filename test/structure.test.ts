/**
 * What the repository promises of its own shape: imports follow the data, files stay small, links lead somewhere.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { expect, test } from "@jest/globals";

/** Folders of `src/` in the order of imports: a folder uses earlier ones only. */
const ORDER = [
  ...["display", "data", "wasm", "frame", "matrix", "workers", "linear"],
  ...["glrm", "tsne", "forest", "evaluate", "models", "plots"],
];

function filesBelow(folder: string, ending: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !/node_modules|labextension|extension\/lib/.test(path));
}

function importsOf(path: string): string[] {
  const text = readFileSync(path, "utf8");
  return [...text.matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]+)"/g)].map(([, target]) => join(dirname(path), target));
}

test("a folder of the library imports earlier folders only", () => {
  const wrong: string[] = [];
  for (const path of filesBelow("src", ".ts")) {
    const [folder] = relative("src", path).split("/");
    if (folder === "index.ts" || folder === "assembly") continue;
    expect(ORDER).toContain(folder);
    for (const target of importsOf(path)) {
      const [other] = relative("src", target).split("/");
      if (ORDER.indexOf(other) > ORDER.indexOf(folder) || !ORDER.includes(other)) wrong.push(`${path} -> ${target}`);
    }
  }
  expect(wrong).toEqual([]);
});

test("the library knows nothing of the kernel, and the extension takes only display from it", () => {
  const inLibrary = filesBelow("src", ".ts").flatMap((path) =>
    importsOf(path).filter((target) => !target.startsWith("src/")),
  );
  const inExtension = filesBelow("extension/src", ".ts").flatMap((path) =>
    importsOf(path).filter((target) => !target.startsWith("extension/") && !target.startsWith("src/display/")),
  );
  expect([...inLibrary, ...inExtension]).toEqual([]);
});

test("no source file is longer than 300 lines", () => {
  const files = ["src", "kernel", "extension/src", "test", "scripts", "bench"].filter(existsSync);
  const sources = files.flatMap((folder) => [...filesBelow(folder, ".ts"), ...filesBelow(folder, ".mjs")]);
  const long = sources.filter((path) => readFileSync(path, "utf8").split("\n").length > 301);
  expect(long).toEqual([]);
});

test("the README's links and those between the lessons lead to files", () => {
  const broken: string[] = [];
  for (const path of ["README.md", ...filesBelow("notebooks", ".ipynb")]) {
    const text = readFileSync(path, "utf8");
    for (const [, target] of text.matchAll(/\]\((?!https?:)([^)#\s]+)\)/g)) {
      if (!existsSync(join(dirname(path), target))) broken.push(`${path}: ${target}`);
    }
  }
  expect(broken).toEqual([]);
});

test("the README opens with a sentence, a picture, the commands, an example and its output, within 40 lines", () => {
  const head = readFileSync("README.md", "utf8").split("\n").slice(0, 40).join("\n");
  for (const part of ["![", "npm start", "```ts", "```text", "bytes → frame → matrix"]) expect(head).toContain(part);
});
