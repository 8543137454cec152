import { expect, test } from "@jest/globals";
import { Frame } from "#src/frame/frame.js";
import { insertMissing } from "#src/frame/insert-missing.js";
import { readCsv } from "#src/frame/read-csv.js";
import { glrm } from "#src/glrm/glrm.js";
import { lossNamed } from "#src/glrm/losses.js";
import type { GlrmModel } from "#src/glrm/model.js";
import { forSeeds, signed } from "../helpers/property.js";

const file = new URL("../fixtures/usarrests.csv", import.meta.url).pathname;
const arrests = (await readCsv(file)).drop("State");

test.each([
  ["absolute", "weighted"],
  ["quantile", "weighted"],
  ["huber", "weighted"],
  ["quadratic", "auto"],
  ["quadratic", "weighted"],
  ["huber", "majorize"],
  ["quadratic", "majorize"],
] as const)(
  "clusters under %s loss hold the rows that no other archetype is cheaper for (%s)",
  async (loss, solver) => {
    for (const k of [2, 3, 4]) {
      for (const frame of [arrests, insertMissing(arrests, { fraction: 0.3, seed: k })]) {
        const options = { k, loss, solver, quantile: 0.9, transform: "standardize" } as const;
        const model = await glrm(frame, { ...options, regularizationX: "unitOneSparse", onProgress: () => undefined });
        expect(rowsElsewhere(frame, model, loss)).toBe(0);
      }
    }
  },
);

test.each(["poisson", "huber", "absolute"] as const)(
  "groups of columns hold those that no other is cheaper for: %s",
  async (name) => {
    const loss = lossNamed(name, { crossover: 1, quantile: 0.5, period: 1 });
    await forSeeds(6, async (random) => {
      const factors = Array.from({ length: 40 }, () => [0, 1, 2].map(() => 1.5 * signed(random)));
      const cells = Array.from({ length: 9 }, (_, j) =>
        factors.map((x) => Math.round(Math.exp(x[j % 3] + signed(random)))),
      );
      const frame = Frame.fromColumns(Object.fromEntries(cells.map((column, j) => [`c${j}`, column])));
      const options = { k: 3, loss: name, init: "random", regularizationY: "unitOneSparse" } as const;
      const model = await glrm(frame, { ...options, onProgress: () => undefined });
      const [x, y] = [rowsOf(model.representation), rowsOf(model.archetypes)];
      for (const [j, column] of cells.entries()) {
        const costs = [0, 1, 2].map((c) => column.reduce((sum, cell, i) => sum + loss.value(x[i][c], cell), 0));
        const chosen = y.findIndex((line) => line[j] === 1);
        expect(costs[chosen]).toBeLessThanOrEqual(Math.min(...costs) * (1 + 1e-3) + 1e-6);
      }
    });
  },
);

/** How many training rows another archetype has less loss for. */
function rowsElsewhere(frame: Frame, model: GlrmModel, loss: string): number {
  const costOf = (u: number, a: number): number => {
    const distance = Math.abs(u - a);
    if (Number.isNaN(a)) return 0;
    if (loss === "absolute") return distance;
    if (loss === "quantile") return u < a ? 0.9 * distance : 0.1 * distance;
    if (loss === "huber") return distance <= 1 ? distance ** 2 / 2 : distance - 0.5;
    return distance ** 2;
  };
  const columns = frame.columnNames.map((name) => {
    const numbers = Array.from(frame.column(name).toNumbers());
    const known = numbers.filter((value) => !Number.isNaN(value));
    const mean = known.reduce((sum, value) => sum + value) / known.length;
    const variance = known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (known.length - 1);
    return numbers.map((value) => (value - mean) / Math.sqrt(variance));
  });
  const archetypes = rowsOf(model.archetypes);
  const costs = columns[0].map((_, i) =>
    archetypes.map((line) => line.reduce((sum, u, j) => sum + costOf(u, columns[j][i]), 0)),
  );
  return rowsOf(model.representation).filter((row, i) => {
    return costs[i][row.indexOf(1)] > Math.min(...costs[i]) * (1 + 1e-5) + 1e-9;
  }).length;
}

function rowsOf(frame: Frame): number[][] {
  return frame.objects().map((row) => Object.values(row).map(Number));
}
