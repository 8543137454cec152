/** The repulsive forces on the grids beside brute force, on maps of Fashion-MNIST as an optimisation makes them. */
import { expect } from "@jest/globals";
import { seededRandom } from "#src/data/random.js";
import { fashionMnist } from "#src/frame/fashion-mnist.js";
import { gridsFor } from "#src/tsne/geometry.js";
import { tsne } from "#src/tsne/tsne.js";
import { extentOf, gridForces } from "../helpers/grid-forces.js";
import { testOnRealData } from "../helpers/real-data.js";
import { relativeError } from "../reference/tsne.js";

const ROWS = 10_000;
const CHECKED = 2_000;

testOnRealData("Fashion-MNIST: forces are as near to brute force as asked from the start to the end", async () => {
  const pixels = (await fashionMnist()).drop("label").head(ROWS);
  const random = seededRandom(1);
  const checked = Array.from({ length: CHECKED }, () => random.below(ROWS));
  const quiet = { onProgress: (): void => undefined };
  let map = await tsne(pixels, { maxIterations: 20, ...quiet });
  const parts: string[] = [];
  // After 20 iterations, at the end of the exaggeration, and as the map grows.
  for (const more of [0, 230, 50, 200, 250]) {
    if (more > 0) map = await map.optimize(more, { exaggeration: more === 230 ? 12 : 1, ...quiet });
    const places = Float64Array.from(map.embedding.toMatrix().data);
    const expected = checked.flatMap((i) => slowForce(places, i));
    for (const [accuracy, bound] of [
      ["standard", 3e-2],
      ["high", 4e-3],
    ] as const) {
      const grids = gridsFor(extentOf(places), accuracy);
      const { forces } = gridForces(places, grids);
      const found = checked.flatMap((i) => [forces[2 * i], forces[2 * i + 1]]);
      expect(relativeError(found, expected)).toBeLessThan(bound);
      parts.push(grids.map(({ part }) => part).join("+"));
    }
  }
  expect(new Set(parts)).toEqual(new Set(["whole", "near+far"]));
});

/** Σ_j (y_i − y_j) / (1 + d²)². */
function slowForce(y: Float64Array, i: number): [number, number] {
  const force: [number, number] = [0, 0];
  for (let j = 0; j < y.length; j += 2) {
    const [dx, dy] = [y[2 * i] - y[j], y[2 * i + 1] - y[j + 1]];
    const q = 1 / (1 + dx * dx + dy * dy);
    force[0] += dx * q * q;
    force[1] += dy * q * q;
  }
  return force;
}
