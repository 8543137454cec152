/** Neighbours found elsewhere, checked, to the table that the affinities are made of. */
import { sharedDoubles } from "../matrix/matrix.js";
import type { NeighborTable } from "./options.js";
import type { Neighbors } from "./neighbors.js";

/** The k nearest of each row's given neighbours, nearest first. Throws on what cannot be, naming row and value. */
export function givenNeighbors({ index, distance }: NeighborTable, rows: number, k: number): Neighbors {
  const width = index.length / rows;
  if (!Number.isInteger(width) || width < 1) {
    throw new RangeError(
      `Expected neighbors.index to hold rows x k numbers for ${rows} rows but found ${index.length}`,
    );
  }
  if (distance.length !== index.length) {
    throw new RangeError(
      `Expected neighbors.distance to be as long as the index, ${index.length}, but found ${distance.length}`,
    );
  }
  if (width < k) {
    throw new RangeError(
      `Expected neighbors to hold at least 3 · perplexity = ${k} of each row but found ${width}; lower the perplexity ` +
        `or give more`,
    );
  }
  const table: Neighbors = {
    k,
    index: new Uint32Array(new SharedArrayBuffer(4 * rows * k)),
    distance2: sharedDoubles(rows * k),
  };
  for (let i = 0; i < rows; i++) {
    const row = Array.from({ length: width }, (_, j) => i * width + j);
    const seen = new Set<number>();
    for (const at of row) {
      if (!(Number.isInteger(index[at]) && index[at] >= 0 && index[at] < rows)) {
        throw new RangeError(
          `Expected neighbors.index to hold row numbers from 0 to ${rows - 1} but found ${index[at]} in row ${i}`,
        );
      }
      if (index[at] === i) throw new RangeError(`Expected no row among its own neighbors but found row ${i}`);
      if (seen.has(index[at])) {
        throw new RangeError(`Expected a row's neighbors to differ but row ${i} has ${index[at]} twice`);
      }
      seen.add(index[at]);
      if (!(Number.isFinite(distance[at]) && distance[at] >= 0)) {
        throw new RangeError(
          `Expected neighbors.distance to hold finite numbers of at least 0 but found ${distance[at]} in row ${i}`,
        );
      }
    }
    row.sort((a, b) => distance[a] - distance[b] || index[a] - index[b]);
    for (let j = 0; j < k; j++) {
      table.index[i * k + j] = index[row[j]];
      table.distance2[i * k + j] = distance[row[j]] ** 2;
    }
  }
  return table;
}

/** The table with rows and numbers in another order: row i of the new is row order[i] of the old. */
export function renumber({ k, index, distance2 }: Neighbors, order: Uint32Array): Neighbors {
  const rows = order.length;
  const place = new Uint32Array(rows);
  for (let i = 0; i < rows; i++) place[order[i]] = i;
  const table: Neighbors = {
    k,
    index: new Uint32Array(new SharedArrayBuffer(4 * rows * k)),
    distance2: sharedDoubles(rows * k),
  };
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < k; j++) {
      table.index[i * k + j] = place[index[order[i] * k + j]];
      table.distance2[i * k + j] = distance2[order[i] * k + j];
    }
  }
  return table;
}
