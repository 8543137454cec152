/**
 * Vectors under the one-sparse constraint that would lose less with another entry than the present one.
 *
 * The parabola of a step touches the loss where the vector is, which favours the present place. At zero all places are
 * alike: of the parabolas there, the one that goes lowest names the other place, a few steps along it find the entry, and
 * the loss itself decides.
 */

/** Loss of each of some vectors of k numbers; vectors × k: its slopes, and the weights of the entries alone. */
export interface Measured {
  losses: Float64Array;
  slopes: Float64Array;
  weights: Float64Array;
}

const STEPS = 6;

/** Replaces those of `vectors`, count × k, that have less loss elsewhere, and their `losses`. */
export async function moveElsewhere(
  vectors: Float64Array,
  losses: Float64Array,
  k: number,
  measure: (vectors: Float64Array) => Measured | Promise<Measured>,
): Promise<void> {
  const count = vectors.length / k;
  const tried = new Float64Array(count * k);
  const places = new Int32Array(count).fill(-1);
  const [best, entries, moves] = [new Float64Array(count), new Float64Array(count), new Float64Array(count)];
  const keepBetter = (found: Measured, i: number): void => {
    const at = i * k + places[i];
    // Not >=, so that what is not a number counts as worse.
    if (found.losses[i] < best[i]) {
      [best[i], entries[i]] = [found.losses[i], tried[at]];
      moves[i] = found.weights[at] > 0 ? -found.slopes[at] / found.weights[at] : 0;
    } else moves[i] /= 2;
  };
  for (let step = 0; step <= STEPS; step++) {
    const found = await measure(tried);
    for (let i = 0; i < count; i++) {
      if (step === 0) {
        places[i] = lowestPlace(found, vectors, i, k);
        best[i] = Infinity;
      }
      if (places[i] < 0) continue;
      keepBetter(found, i);
      // Back beyond zero there is nothing.
      tried[i * k + places[i]] = Math.max(entries[i] + moves[i], entries[i] / 2);
    }
  }
  for (let i = 0; i < count; i++) {
    if (!(best[i] < losses[i]) || !(entries[i] > 0)) continue;
    vectors.fill(0, i * k, (i + 1) * k);
    vectors[i * k + places[i]] = entries[i];
    losses[i] = best[i];
  }
}

/** Of the places where vector i is 0, the one whose parabola at zero goes lowest above it; −1 when none goes down. */
function lowestPlace({ slopes, weights }: Measured, vectors: Float64Array, i: number, k: number): number {
  let [place, most] = [-1, 0];
  for (let at = i * k; at < (i + 1) * k; at++) {
    if (vectors[at] !== 0 || !(slopes[at] < 0)) continue;
    const gain = slopes[at] ** 2 / weights[at];
    if (gain > most) [place, most] = [at - i * k, gain];
  }
  return place;
}
