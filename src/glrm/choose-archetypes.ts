/** Rows of X under the unit one-sparse constraint: each row takes the archetype with the least loss, by trying them all. */
import type { PanelEngine } from "./panel-engine.js";

/** Rows first … first + count − 1 of x, in place; the first of equal ones. The engine holds Y and the panel's cells. */
export function chooseArchetypes(
  engine: PanelEngine,
  x: Float64Array,
  first: number,
  count: number,
  k: number,
  epsilon: number,
): void {
  const least = new Float64Array(count).fill(Infinity);
  const chosen = new Uint32Array(count);
  for (let c = 0; c < k; c++) {
    engine.repeatArchetype(c, count);
    engine.evaluate(count, epsilon, false);
    for (let i = 0; i < count; i++) {
      if (!(engine.losses[i] < least[i])) continue;
      least[i] = engine.losses[i];
      chosen[i] = c;
    }
  }
  const rows = x.subarray(first * k, (first + count) * k).fill(0);
  for (let i = 0; i < count; i++) rows[i * k + chosen[i]] = 1;
}
