/** A file into the model that was saved in it, whatever engine it is of. */
import { readModelFile } from "../data/model-file.js";
import { GlrmModel } from "../glrm/model.js";

/** What `loadModel` can give. */
export type AnyModel = GlrmModel;

/**
 * Loads a model that was saved with `model.save(path)`. Throws a ModelFileError that says why when the file is not a whole
 * and unchanged model of lowrank's.
 * ```ts
 * const model = (await loadModel("fashion-k2.glrm")) as GlrmModel;
 * ```
 */
export async function loadModel(path: string): Promise<AnyModel> {
  const file = await readModelFile(path);
  return GlrmModel.fromFile(file);
}
