/**
 * The matrix products of the library in GFLOP/s beside NumPy's (OpenBLAS), on the shapes that Fashion-MNIST gives, all
 * cores both; and the memory that a fit takes beyond its data. A product of bytes counts what the same product of floats
 * would: operations that its digits add or its zeros save are not counted.
 */
import { spawnSync } from "node:child_process";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { fashionMnist } from "lowrank";
import { multiplyPanels } from "./panels.mjs";

const INNER = 784;
const COLUMNS = [64, 256];
const REPEATS = 3;

export async function benchLinear(python) {
  const folder = process.env.LOWRANK_DATA;
  if (!folder) return { title: "Matrix products", missing: "LOWRANK_DATA is not set: the real data are needed" };
  const { gramMatrix } = await import("#src/linear/gram.js");
  const { multiplyInto } = await import("#src/linear/product.js");
  const pixels = (await fashionMnist({ dir: folder })).drop("label").toMatrix();
  const { rows } = pixels;
  const floats = { ...pixels, data: new Float32Array(new SharedArrayBuffer(4 * rows * INNER)) };
  floats.data.set(pixels.data.subarray(pixels.offset, pixels.offset + rows * INNER));
  const threads = availableParallelism();
  const jobs = [];
  for (const [kind, matrix] of Object.entries({ bytes: pixels, "float32 data": floats })) {
    jobs.push({
      product: `AᵀA, ${kind}`,
      flops: rows * INNER ** 2,
      peer: "gram",
      run: () => gramMatrix(matrix, "none", { threads }),
    });
    for (const columns of COLUMNS) {
      const [factor, constant, out] = [INNER * columns, columns, rows * columns].map(
        (length) => new Float64Array(new SharedArrayBuffer(8 * length)),
      );
      for (let i = 0; i < factor.length; i++) factor[i] = Math.sin(i);
      jobs.push({
        product: `A·B, ${columns} columns, ${kind}`,
        flops: 2 * rows * INNER * columns,
        peer: `product ${columns}`,
        run: () => multiplyInto({ matrix, factor, constant, out }, { threads }),
      });
    }
  }
  for (const k of COLUMNS) {
    jobs.push({
      product: `X·Y, k = ${k}, float32 panels of a fit with holes`,
      flops: 2 * rows * k * INNER,
      peer: `panels ${k}`,
      run: () => multiplyPanels(rows, k, INNER, threads),
    });
  }
  const peer = blas(python, rows);
  const table = [];
  for (const { product, flops, peer: name, run } of jobs) {
    let seconds = Infinity;
    for (let repeat = 0; repeat < REPEATS; repeat++) {
      const started = performance.now();
      await run();
      seconds = Math.min(seconds, (performance.now() - started) / 1000);
    }
    const speed = flops / seconds / 1e9;
    const [single, double] = [peer.speeds[`${name} float32`], peer.speeds[`${name} float64`]];
    table.push({
      product,
      "GFLOP/s": speed.toFixed(1),
      "OpenBLAS float32": single?.toFixed(1) ?? "could not run",
      share: single ? (speed / single).toFixed(2) : "?",
      "OpenBLAS float64": double?.toFixed(1) ?? "could not run",
      "share of it": double ? (speed / double).toFixed(2) : "?",
    });
  }
  return { title: `Matrix products of ${rows} x ${INNER}, best of ${REPEATS}`, rows: table, missing: peer.missing };
}

/** Peak resident memory of a process that loads the data, and of one that also fits k = 64. */
export function benchMemory() {
  const title = "Memory, MB at the peak (target: a fit takes less than 500 MB beyond the data)";
  if (!process.env.LOWRANK_DATA) return { title, missing: "LOWRANK_DATA is not set: the real data are needed" };
  const script = fileURLToPath(new URL("peak.mjs", import.meta.url));
  const rows = ["load", "fit"].map((what) => {
    const child = spawnSync(process.execPath, [script, what], { encoding: "utf8" });
    return { process: what === "load" ? "data alone" : "data and fit, k = 64", "peak MB": Number(child.stdout) };
  });
  rows.push({ process: "the fit", "peak MB": rows[1]["peak MB"] - rows[0]["peak MB"] });
  return { title, rows };
}

function blas(python, rows) {
  const script = fileURLToPath(new URL("blas.py", import.meta.url));
  const { OPENBLAS_CORETYPE: _, OPENBLAS_L2_SIZE: __, ...env } = process.env;
  const peer = spawnSync(python, [script, rows, INNER, REPEATS, ...COLUMNS].map(String), { encoding: "utf8", env });
  if (peer.status === 0) return { speeds: JSON.parse(peer.stdout) };
  return { speeds: {}, missing: `NumPy could not run: ${peer.stderr.trim().split("\n").at(-1)}` };
}
