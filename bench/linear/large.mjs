/**
 * Data past 4 GiB: rows strewn over 6.4 GB of shared memory, of which only the pages with rows exist, give the same bits
 * as their compact copy. Throws when they do not.
 */
import assert from "node:assert/strict";

const [ROWS, COLUMNS, STRIDE] = [64, 20, 25_000_000];

export async function benchLarge() {
  const title = `Data of ${((4 * ROWS * STRIDE) / 1e9).toFixed(1)} GB (${ROWS} rows far apart) against a compact copy`;
  const { columnStatistics } = await import("#src/linear/column-statistics.js");
  const { truncatedSvd } = await import("#src/linear/truncated-svd.js");
  let large;
  try {
    large = new Float32Array(new SharedArrayBuffer(4 * ROWS * STRIDE));
  } catch (error) {
    return { title, missing: `so much shared memory cannot be had: ${error.message}` };
  }
  const compact = new Float32Array(new SharedArrayBuffer(4 * ROWS * COLUMNS));
  for (let i = 0; i < ROWS; i++) {
    for (let j = 0; j < COLUMNS; j++) {
      large[i * STRIDE + j] = compact[i * COLUMNS + j] = (i + j) % 11 === 0 ? NaN : Math.sin(i * COLUMNS + j * j);
    }
  }
  const shape = { rows: ROWS, columns: COLUMNS, offset: 0, names: [] };
  const answers = [];
  for (const matrix of [
    { ...shape, data: large, rowStride: STRIDE },
    { ...shape, data: compact, rowStride: COLUMNS },
  ]) {
    const statistics = await columnStatistics(matrix, { threads: 2 });
    const svds = [];
    for (const method of ["Gram matrix of the columns", "Gram matrix of the rows", "block Krylov on the data"]) {
      const options = { k: 3, seed: 1, maxIterations: 300, tolerance: 0, transform: "standardize", left: true, method };
      const { singularValues, left, right } = await truncatedSvd(matrix, options, { threads: 2 });
      svds.push({ singularValues, left, right });
    }
    answers.push({ statistics, svds });
  }
  assert.deepEqual(answers[0], answers[1]);
  return { title, rows: [{ compared: "statistics, three ways to the SVD", equal: "yes, to the bit" }] };
}
