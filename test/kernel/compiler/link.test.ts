import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { snapshotFile } from "#kernel/compiler/snapshot-file.js";
import { CompilerLink } from "#kernel/session/compiler-link.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lowrank-link-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** The answers to a cell, a completion and a cell with an error; fails when the compiler does. */
async function answers(snapshot: string | false) {
  const link = new CompilerLink({ snapshot });
  const failure = link.failure.then((reason) => {
    throw new Error(reason);
  });
  const convert = (code: string) => link.ask<"convert">({ type: "convert", code, file: "cell[1].ts", keep: true });
  try {
    const answered = Promise.all([
      convert('import { glrm } from "lowrank";\nconst one: number = 1;'),
      link.ask<"complete">({ type: "complete", code: "one.toF", position: 7 }),
      convert("let two: string = one;"),
      convert("one + 1"),
    ]);
    return await Promise.race([answered, failure]);
  } finally {
    link.close();
  }
}

test("a compiler from the snapshot answers like one without, and setup has made the snapshot", async () => {
  const snapshot = snapshotFile();
  expect(snapshot).toBeDefined();
  const found = await answers(snapshot!);
  expect(found.map((it) => ("status" in it ? it.status : it.matches.map(({ text }) => text)))).toEqual([
    "ok",
    ["toFixed"],
    "error",
    "ok",
  ]);
  expect(found).toEqual(await answers(false));
}, 60_000);

test("a snapshot that Node cannot read is passed over", async () => {
  const broken = join(folder, "broken.blob");
  writeFileSync(broken, "not a snapshot");
  expect(await answers(broken)).toEqual(await answers(false));
}, 60_000);

test("a compiler that dies is told", async () => {
  const link = new CompilerLink();
  await link.ask({ type: "isComplete", code: "1" });
  process.kill(link.pid!, "SIGKILL");
  expect(await link.failure).toBe("it ended with SIGKILL");
}, 60_000);
