/** A file into the model that was saved in it, whatever engine it is of. */
import { type ModelFile, ModelFileError, type ModelKind, readModelFile } from "../data/model-file.js";
import { checkChoice, checkOptionNames } from "../frame/check-values.js";
import { ForestModel } from "../forest/model.js";
import { GlrmModel } from "../glrm/model.js";
import { TsneModel } from "../tsne/model.js";

/** The model of each kind of file. */
interface Models {
  glrm: GlrmModel;
  forest: ForestModel;
  tsne: TsneModel;
}

/** What `loadModel` can give. */
export type AnyModel = Models[keyof Models];

const READERS: { [Kind in ModelKind]: (file: ModelFile) => Models[Kind] } = {
  glrm: (file) => GlrmModel.fromFile(file),
  forest: (file) => ForestModel.fromFile(file),
  tsne: (file) => TsneModel.fromFile(file),
};

/**
 * Loads a model that was saved with `model.save(path)`; `kind` says which one it must be, so that its type is known. Throws
 * a ModelFileError that says why when the file is not a whole and unchanged model of lowrank's, or of another kind.
 * ```ts
 * const model = await loadModel("fashion-k2.glrm", { kind: "glrm" });
 * ```
 */
export async function loadModel<Kind extends ModelKind>(path: string, options: { kind: Kind }): Promise<Models[Kind]>;
export async function loadModel(path: string): Promise<AnyModel>;
export async function loadModel(path: string, options: { kind?: ModelKind } = {}): Promise<AnyModel> {
  checkOptionNames("loadModel", options, ["kind"], '{ kind: "glrm" }');
  if (options.kind !== undefined) checkChoice("kind", options.kind, Object.keys(READERS));
  const file = await readModelFile(path, options);
  try {
    return READERS[file.kind](file);
  } catch (error) {
    // Whole and unchanged, yet not what this version writes.
    const text = `Could not read a model from ${path}: it lacks what a model of kind "${file.kind}" holds`;
    throw new ModelFileError(`${text} (${(error as Error).message})`, { cause: error });
  }
}
