/** The public library, in data-flow order. */
// Display: plain payloads to MIME bundles.
export * from "./display/payload.js";
export { Figure } from "./display/figure.js";
export { rasterBundle, rasterFigure } from "./display/raster.js";
export { scatterBundle, scatterFigure } from "./display/scatter.js";
export { linesBundle, linesFigure } from "./display/lines.js";
export { linePlot, type LinePlotOptions, type LineSeries } from "./display/line-plot.js";
export { scatterPlot, type ScatterPlotOptions, type ScatterPoints } from "./display/scatter-plot.js";
export { type Labels } from "./display/groups.js";
export { tableBundle } from "./display/table.js";
export { ProgressBar, progressBundle, type ProgressOptions } from "./display/progress.js";
// Data and frame: files to named columns.
export { classNames, fashionMnist, type FashionMnistOptions } from "./frame/fashion-mnist.js";
export { readCsv, type CsvOptions } from "./frame/read-csv.js";
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
// t-SNE.
export { tsne } from "./tsne/tsne.js";
export { TsneModel, type TsneContinueOptions, type TsnePlotOptions } from "./tsne/model.js";
export type { NeighborTable, TsneOptions, TsneProgress, TsneSettings } from "./tsne/options.js";
export type { TransformOptions } from "./tsne/transform.js";
// Evaluation: how well a map keeps what the data say.
export {
  distanceCorrelation,
  knnAccuracy,
  neighborPreservation,
  type QualityOptions,
  type Rows,
  trustworthiness,
} from "./evaluate/embedding-quality.js";

// Plots: frames and models to figures.
export { grid, image, type GridOptions, type ImageOptions } from "./plots/image.js";
export { type PixelOptions } from "./plots/pixels.js";
export { slider, type SliderOptions } from "./plots/slider.js";
export {
  archetypePlot,
  centroidPlot,
  type ArchetypePlotOptions,
  type CentroidPlotOptions,
  type Representation,
} from "./plots/archetype-plot.js";
