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
export { insertMissing, type InsertMissingOptions } from "./frame/insert-missing.js";
export { type FrameMatrix } from "./frame/matrix-columns.js";
export { Column, type Cell, type ColumnKind, type ColumnParts, type ColumnValues } from "./frame/column.js";
export { type ColumnSource } from "./frame/column-from.js";
export { type Block } from "./frame/block.js";
export { type GroupedFrame } from "./frame/grouped-frame.js";
export { type Row } from "./frame/row.js";

// Generalized low rank models.
export { glrm } from "./glrm/glrm.js";
export { GlrmModel } from "./glrm/model.js";
export type { ColumnLoss, GlrmOptions, GlrmProgress, GlrmSettings, Init, LossChoice, Solver } from "./glrm/options.js";
export type { Loss, LossName } from "./glrm/losses.js";
export type { BlockLossName } from "./glrm/block-losses.js";
export type { Regularizer, RegularizerName } from "./glrm/regularizers.js";
export type { GlrmMetrics } from "./glrm/metrics.js";
export type { RowsOptions, ValuesOptions } from "./glrm/rows-options.js";
export { Interrupted } from "./workers/interrupted.js";

// t-SNE.
export { tsne } from "./tsne/tsne.js";
export { TsneModel, type TsneContinueOptions, type TsnePlotOptions } from "./tsne/model.js";
export type { NeighborTable, TsneOptions, TsneProgress, TsneSettings } from "./tsne/options.js";
export type { TransformOptions } from "./tsne/transform.js";

// Random forests.
export { randomForest } from "./forest/random-forest.js";
export { ForestModel } from "./forest/model.js";
export type { ForestOptions, ForestProgress, ForestSettings, TreeOptions } from "./forest/options.js";
export { ConfusionMatrix } from "./forest/confusion.js";

// Evaluation: how good on rows and cells that were held out, which k, and how well a map keeps what the data say.
export { crossValidate, type CrossValidateOptions } from "./evaluate/cross-validate.js";
export { CrossValidation } from "./evaluate/cross-validation.js";
export { type FoldAssignment, type FoldOptions } from "./evaluate/folds.js";
export { compareRanks, type CompareRanksOptions, type RanksProgress } from "./evaluate/compare-ranks.js";
export { RankComparison, type RankRow } from "./evaluate/rank-comparison.js";
export { crossValidateRank, type CrossValidateRankOptions, type RankProgress } from "./evaluate/cross-validate-rank.js";
export { RankCurve } from "./evaluate/rank-curve.js";
export {
  distanceCorrelation,
  knnAccuracy,
  neighborPreservation,
  type QualityOptions,
  type Rows,
  trustworthiness,
} from "./evaluate/embedding-quality.js";

// Files of models.
export { loadModel, type AnyModel } from "./models/load-model.js";
export { ModelFileError } from "./data/model-file.js";

// Plots: frames and models to figures.
export { grid, image, type GridOptions, type ImageOptions } from "./plots/image.js";
export { type PixelOptions } from "./plots/pixels.js";
export { screePlot } from "./plots/scree-plot.js";
export { loadingPlot, type LoadingPlotOptions } from "./plots/loading-plot.js";
export { importanceMap, type ImportanceMapOptions } from "./plots/importance-map.js";
export { slider, type SliderOptions } from "./plots/slider.js";
export {
  archetypePlot,
  centroidPlot,
  type ArchetypePlotOptions,
  type CentroidPlotOptions,
  type Representation,
} from "./plots/archetype-plot.js";
