/** How much a forest uses each pixel, as one picture: the darker, the more. */
import type { Figure } from "../display/figure.js";
import type { RasterPayload } from "../display/payload.js";
import { Frame } from "../frame/frame.js";
import type { ForestModel } from "../forest/model.js";
import { image } from "./image.js";
import type { PixelOptions } from "./pixels.js";

export interface ImportanceMapOptions extends Omit<PixelOptions, "range" | "palette"> {
  /** Which importance; "permutation" must have been asked for in `randomForest`. Default "impurity". */
  by?: "impurity" | "permutation";
  title?: string;
}

/**
 * Shows the importance of each feature in the place of its pixel; features are pixels row by row.
 *
 * ```ts
 * importanceMap(forest);
 * ```
 *
 * Throws when the features are not as many as the pixels of a picture, or permutation importance was not computed.
 */
export function importanceMap(forest: ForestModel, options: ImportanceMapOptions = {}): Figure<RasterPayload> {
  const {
    by = "impurity",
    title = `${by === "impurity" ? "Impurity" : "Permutation"} importance`,
    ...pixels
  } = options;
  if (by !== "impurity" && by !== "permutation") {
    throw new RangeError(`Expected by to be "impurity" or "permutation" but found ${JSON.stringify(by)}`);
  }
  if (by === "permutation" && !forest.importance.columnNames.includes(by)) {
    throw new RangeError(
      'Expected a forest with permutation importance: randomForest(..., { importance: "permutation" })',
    );
  }
  const values = forest.importance.column(by).toNumbers();
  // Shuffling may help by chance; that is no importance.
  const data = values.map((value) => Math.max(0, value));
  const names = Array.from(data, (_, i) => `importance${i + 1}`);
  const frame = Frame.fromMatrix({ data, rows: 1, columns: data.length, names }, { note: forest.importance.note });
  const most = data.reduce((largest, value) => Math.max(largest, value), 0);
  return image(frame, 0, { ...pixels, title, palette: "ink", range: [0, most > 0 ? most : 1] });
}
