/**
 * The lessons' calls, type-checked by TypeScript 5.0.4 against our built declarations, as the cells of a notebook are.
 * It is compiled, never run.
 */
import {
  archetypePlot,
  centroidPlot,
  classNames,
  crossValidateRank,
  fashionMnist,
  type Frame,
  glrm,
  type GlrmModel,
  grid,
  image,
  insertMissing,
  readCsv,
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

// What the checker must refuse.
// @ts-expect-error k is a number
await glrm(pixels, { k: "2" });
// @ts-expect-error there is no such transform
await glrm(pixels, { k: 2, transform: "scaled" });

export { arrests, columns, counts, holes, objective, rows, simplest, tops };
