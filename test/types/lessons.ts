/**
 * The lessons' calls, type-checked by TypeScript 5.0.4 against our built declarations, as the cells of a notebook are.
 * It is compiled, never run.
 */
import {
  archetypePlot,
  centroidPlot,
  classNames,
  fashionMnist,
  type Frame,
  glrm,
  type GlrmModel,
  grid,
  image,
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
const arrests: Frame = await readCsv("USArrests.csv");

const map: TsneModel = await tsne(pixels.head(10_000), { perplexity: 30, maxIterations: 750, seed: 1 });
map.plot({ label: fashion.column("label"), names: classNames });
const placed: Frame = await map.transform(pixels.tail(10));
const kept: number = await neighborPreservation(pixels, map.embedding, { k: 10 });
const right: number = await knnAccuracy(model, { label: fashion.column("label") });
const costs: Float64Array = map.iterationCosts;

// What the checker must refuse.
// @ts-expect-error k is a number
await glrm(pixels, { k: "2" });
// @ts-expect-error there is no such transform
await glrm(pixels, { k: 2, transform: "scaled" });

// @ts-expect-error a map has at most three dimensions
await tsne(pixels, { dims: 4 });

export { arrests, columns, costs, counts, kept, objective, placed, right, rows, tops };
