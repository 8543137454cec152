/** The public library, in data-flow order. */
// Display: plain payloads to MIME bundles.
export * from "./display/payload.js";
export { Figure } from "./display/figure.js";
export { rasterBundle, rasterFigure } from "./display/raster.js";
export { scatterBundle, scatterFigure } from "./display/scatter.js";
export { linesBundle, linesFigure } from "./display/lines.js";
export { tableBundle } from "./display/table.js";
export { ProgressBar, progressBundle, type ProgressOptions } from "./display/progress.js";
// Data and frame: files to named columns.
export { classNames, fashionMnist, type FashionMnistOptions } from "./frame/fashion-mnist.js";
export { Frame, type FrameOptions } from "./frame/frame.js";
export { type FrameMatrix } from "./frame/matrix-columns.js";
export { Column, type Cell, type ColumnKind, type ColumnParts, type ColumnValues } from "./frame/column.js";
export { type ColumnSource } from "./frame/column-from.js";
export { type Block } from "./frame/block.js";
export { type GroupedFrame } from "./frame/grouped-frame.js";
export { type Row } from "./frame/row.js";

// Generalized low rank models.
export { glrm } from "./glrm/glrm.js";
export { GlrmModel } from "./glrm/model.js";
export type { GlrmOptions, GlrmProgress, GlrmSettings } from "./glrm/options.js";
export { Interrupted } from "./workers/interrupted.js";
