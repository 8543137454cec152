import { expect, test } from "@jest/globals";
import type { Frame } from "#src/frame/frame.js";
import { insertMissing } from "#src/frame/insert-missing.js";
import { readCsv } from "#src/frame/read-csv.js";
import { glrm } from "#src/glrm/glrm.js";
import type { GlrmModel } from "#src/glrm/model.js";

const file = new URL("../fixtures/usarrests.csv", import.meta.url).pathname;
const arrests = (await readCsv(file)).drop("State");

test.each([
  ["absolute", "weighted"],
  ["quantile", "weighted"],
  ["huber", "weighted"],
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
