/** Times the engines beside their peers, in one run on this machine, and says what it could not run. */
import { rmSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { Failure, main } from "./lib/failure.mjs";
import { findPython } from "./lib/python.mjs";
import { root, run } from "./lib/run.mjs";
import { once } from "./lib/stamp.mjs";
import { setup } from "./setup.mjs";

const PEERS = [
  ...["scikit-learn==1.7.2", "h2o==3.46.0.12", "openTSNE==1.0.4"],
  ...["ipykernel==7.4.0", "jupyter_client==8.10.0"],
];
/** Not published for every machine; the benchmark says so where it is missing. */
const OPTIONAL_PEER = "deno==2.9.8";

/** In the order they run; a word picks a group of them or one: `npm run bench -- glrm`, `npm run bench -- glrm/pca`. */
const BENCHES = {
  kernel: { kernel: ["kernel/bench.mjs", "benchKernel"] },
  linear: {
    products: ["linear/bench.mjs", "benchLinear"],
    memory: ["linear/bench.mjs", "benchMemory"],
    large: ["linear/large.mjs", "benchLarge"],
  },
  glrm: {
    pca: ["glrm/bench.mjs", "benchGlrm"],
    h2o: ["glrm/beside-h2o.mjs", "benchGlrmBesideH2o"],
    "full-size": ["glrm/full-size.mjs", "benchFullSize"],
    "k-means": ["glrm/k-means.mjs", "benchKMeans"],
    nnmf: ["glrm/nnmf.mjs", "benchNnmf"],
    interrupts: ["glrm/interrupts.mjs", "benchInterrupts"],
  },
  tsne: {
    peers: ["tsne/bench.mjs", "benchTsne"],
    large: ["tsne/large.mjs", "benchTsneLarge"],
  },
  forest: { forest: ["forest/bench.mjs", "benchForest"] },
};

function benchesOf(word) {
  const all = Object.entries(BENCHES).flatMap(([group, parts]) =>
    Object.entries(parts).map(([part, bench]) => ({ group, name: `${group}/${part}`, bench })),
  );
  const asked = all.filter(({ group, name }) => word === undefined || word === group || word === name);
  if (asked.length > 0) return asked.map(({ bench }) => bench);
  const names = [...Object.keys(BENCHES), ...all.map(({ name }) => name)];
  throw new Failure(`Expected one of ${names.join(", ")} but found "${word}".`);
}

await main(async () => {
  const asked = benchesOf(process.argv[2]?.startsWith("--") ? undefined : process.argv[2]);
  await setup();
  const { command, version } = findPython();
  const environment = new URL(".cache/peers/", root);
  const python = fileURLToPath(
    new URL(process.platform === "win32" ? "Scripts/python.exe" : "bin/python", environment),
  );
  await once("peers", { words: [version, ...PEERS, OPTIONAL_PEER], makes: [".cache/peers"] }, () => {
    rmSync(environment, { recursive: true, force: true });
    run(command[0], [...command.slice(1), "-m", "venv", fileURLToPath(environment)], "make the peers' environment");
    const install = (...packages) =>
      run(
        python,
        ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", ...packages],
        "install the peers",
        {
          registry: "the Python package index",
        },
      );
    install(...PEERS);
    try {
      install(OPTIONAL_PEER);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      console.log(`Without ${OPTIONAL_PEER}: ${error.message}`);
    }
  });
  const { textTable } = await import("../bench/lib/table.mjs");
  console.log(`${cpus()[0].model}, ${availableParallelism()} cores, Node ${process.version}, Python ${version}`);
  for (const [file, name] of asked) {
    const module = await import(`../bench/${file}`);
    const { title, rows, notes = [], missing } = await module[name](python);
    console.log(`\n${title}`);
    if (rows !== undefined) console.log(textTable(rows));
    for (const note of notes) console.log(note);
    if (missing !== undefined) console.log(`NOT RUN: ${missing}`);
  }
});
