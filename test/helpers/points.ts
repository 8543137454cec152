/** Rows of numbers to the forms that t-SNE's stages take. */
import { type Random } from "#src/data/random.js";
import { Frame } from "#src/frame/frame.js";
import { normalNumbers } from "#src/tsne/init.js";
import type { Points } from "#src/tsne/order.js";

export function pointsOf(rows: number[][]): Points {
  const values = new Float64Array(new SharedArrayBuffer(8 * rows.length * rows[0].length));
  values.set(rows.flat());
  return { values, rows: rows.length, columns: rows[0].length };
}

export function frameOf(rows: number[][]): Frame {
  return Frame.fromMatrix({ data: Float64Array.from(rows.flat()), rows: rows.length, columns: rows[0].length });
}

/** Rows around so many centres, the classes in turn. */
export function clusteredRows(random: Random, count: number, columns: number, clusters: number): number[][] {
  const normal = normalNumbers(random);
  const centres = Array.from({ length: clusters }, () => Array.from({ length: columns }, () => 4 * normal()));
  return Array.from({ length: count }, (_, i) => centres[i % clusters].map((value) => value + normal()));
}
