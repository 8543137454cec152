/** Pictures of the same things at several values of one number to one picture with a slider. */
import type { Figure } from "../display/figure.js";
import type { RasterPayload } from "../display/payload.js";
import { rasterFigure } from "../display/raster.js";
import { joinNotes } from "../display/format.js";
import { checkWhole } from "../frame/check-values.js";
import { commonShape, joinedPixels } from "./image.js";

export interface SliderOptions {
  /** Index in `values` of what is shown first. Default 0. */
  selected?: number;
  /** Default: the first figure's. */
  title?: string;
}

/**
 * Joins one figure per value under a slider; captions are the first figure's. On a page without our extension the steps
 * stand side by side.
 *
 * ```ts
 * slider("k", [2, 8, 64], models.map((model, i) => grid([image(reconstructed[i], 999), image(fashion, 999)])));
 * ```
 */
export function slider(
  label: string,
  values: readonly number[],
  figures: readonly Figure<RasterPayload>[],
  options: SliderOptions = {},
): Figure<RasterPayload> {
  const { selected = 0 } = options;
  if (values.length === 0 || values.length !== figures.length) {
    throw new RangeError(
      `Expected one figure for each value, at least one, but found ${figures.length} figures and ${values.length} values`,
    );
  }
  checkWhole("selected", selected, 0, values.length - 1);
  const first = commonShape(figures, "slider");
  figures.forEach(({ payload }, index) => {
    if (payload.captions.length !== first.captions.length) {
      throw new RangeError(
        `Expected figures[${index}] of slider to have as many pictures as the first, ${first.captions.length}, ` +
          `but found ${payload.captions.length}`,
      );
    }
  });
  const payloads = figures.map(({ payload }) => payload);
  const note = joinNotes(...payloads.map((payload) => payload.note));
  return rasterFigure({
    ...first,
    title: options.title ?? first.title,
    pixels: joinedPixels(payloads),
    slider: { label, values: [...values], selected },
    ...(note === undefined ? {} : { note }),
  });
}
