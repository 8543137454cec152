/**
 * The lessons' calls, type-checked by TypeScript 5.0.4 against our built declarations, as the cells of a notebook are.
 * It is compiled, never run.
 */
import {
  archetypePlot,
  centroidPlot,
  classNames,
  crossValidateRank,
  compareRanks,
  type ConfusionMatrix,
  crossValidate,
  type CrossValidation,
  fashionMnist,
  type ForestModel,
  type Frame,
  glrm,
  type GlrmModel,
  grid,
  image,
  insertMissing,
  importanceMap,
  randomForest,
  type RankComparison,
  knnAccuracy,
  neighborPreservation,
  readCsv,
  tsne,
  type TsneModel,
} from "lowrank";

const fashion: Frame = await fashionMnist({ offline: "synthetic" });
const [rows, columns]: [number, number] = fashion.dim();
const counts: Frame = fashion.table("label");
const tops = fashion.filter((row) => row.label === 0).summary(["pixel1", "pixel2"]);
image(fashion, 0);
grid(fashion, { rows: 25, columns: 5 });

const pixels = fashion.drop("label");
const model: GlrmModel = await glrm(pixels, { k: 2, maxIterations: 100, seed: 123 });
const objective: number = model.objective;
model.plot();
model.representation.head();
archetypePlot(model, { label: fashion.column("label"), names: classNames });
centroidPlot(model, { label: fashion.column("label"), names: classNames });
const predicted: Frame = await model.reconstruct(pixels);
grid([image(predicted, 999), image(fashion, 999)]);
image(model.archetypes, 0);
const holes: Frame = insertMissing(pixels, { fraction: 0.2, seed: 1234 });
const arrests: Frame = await readCsv("USArrests.csv");
const curve = await crossValidateRank(arrests, { k: [1, 2, 3], folds: 5, transform: "standardize", seed: 1 });
const simplest: number = curve.oneStandardError;
curve.plot();

const forest: ForestModel = await randomForest(fashion, { target: "label", trees: 20, seed: 1 });
const wrong: [number, Frame] = [forest.oobError, forest.importance];
const classes: Frame = await forest.predict(fashion);
const confusion: ConfusionMatrix | undefined = forest.confusion;
forest.plot();
forest.tree(0, { depth: 2 });
importanceMap(forest);
const cv: CrossValidation = await crossValidate(fashion, {
  target: "label",
  folds: 4,
  trees: 50,
  maxDepth: 20,
  seed: 1,
});
const measured: number[] = [cv.accuracy, cv.sd, cv.seconds];
const table: RankComparison = await compareRanks(fashion, { target: "label", k: [0, 2], folds: 4, trees: 50, seed: 1 });
const { k, accuracy, sd, seconds, fitSeconds, objective: left } = table.rows[0];
const ranked: number[] = [k, accuracy, sd, seconds, fitSeconds, left];

const map: TsneModel = await tsne(pixels.head(10_000), { perplexity: 30, maxIterations: 750, seed: 1 });
map.plot({ label: fashion.column("label"), names: classNames });
const placed: Frame = await map.transform(pixels.tail(10));
const kept: number = await neighborPreservation(pixels, map.embedding, { k: 10 });
const right: number = await knnAccuracy(model, { label: fashion.column("label") });
const costs: Float64Array = map.iterationCosts;

// What the checker must refuse.
// @ts-expect-error k is a number
await glrm(pixels, { k: "2" });
// @ts-expect-error the target is a column's name
await randomForest(fashion, { target: 0 });
// @ts-expect-error there is no such criterion
await crossValidate(fashion, { target: "label", criterion: "log" });
// @ts-expect-error there is no such transform
await glrm(pixels, { k: 2, transform: "scaled" });

// @ts-expect-error a map has at most three dimensions
await tsne(pixels, { dims: 4 });

export {
  arrests,
  classes,
  columns,
  confusion,
  costs,
  counts,
  holes,
  kept,
  measured,
  objective,
  placed,
  ranked,
  right,
  rows,
  simplest,
  tops,
  wrong,
};
