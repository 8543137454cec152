/** Files to models of any engine. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import { ModelFileError, writeModelFile } from "#src/data/model-file.js";
import { Frame } from "#src/frame/frame.js";
import { glrm } from "#src/glrm/glrm.js";
import { loadModel } from "#src/models/load-model.js";

const folder = mkdtempSync(join(tmpdir(), "lowrank-load-model-"));
afterAll(() => rmSync(folder, { recursive: true }));

const path = join(folder, "model.glrm");
const load = loadModel as (...given: unknown[]) => Promise<unknown>;

test("a model comes back, as the kind that is asked for", async () => {
  const rows = Frame.fromColumns({ a: [1, 2, 4], b: [2, 1, 5], c: ["x", "y", "x"] });
  const model = await glrm(rows, { k: 2, maxIterations: 5 });
  await model.save(path);
  const back = await loadModel(path, { kind: "glrm" });
  const others = Frame.fromColumns({ a: [3, null], b: [null, 7], c: [null, "y"] });
  expect((await back.impute(others)).objects()).toEqual((await model.impute(others)).objects());
  await expect(loadModel(path, { kind: "forest" })).rejects.toThrow(/kind "forest" but found one of kind "glrm"/);
});

test("options are an object with a kind that there is", async () => {
  await expect(load(path, "glrm")).rejects.toThrow(/options of loadModel to be an object, .* but found "glrm"/);
  await expect(load(path, { Kind: "glrm" })).rejects.toThrow(/an option of loadModel \(kind\) but found "Kind"/);
  await expect(load(path, { kind: "GLRM" })).rejects.toThrow(/kind to be one of "glrm", .* but found "GLRM"/);
});

test("a whole file without a model in it is refused by its name", async () => {
  for (const kind of ["glrm", "forest", "tsne"] as const) {
    await writeModelFile(path, { kind, header: {}, arrays: {} });
    const error: unknown = await loadModel(path).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ModelFileError);
    expect((error as Error).message).toContain(`from ${path}: it lacks what a model of kind "${kind}" holds`);
  }
});
