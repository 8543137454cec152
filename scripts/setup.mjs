/**
 * Everything that `npm start` and `npm test` need, and nothing twice: packages, build, virtual environment with
 * JupyterLab, kernelspec, extension. Uses Node's own modules only, so that it runs on a bare clone.
 */
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Failure, main } from "./lib/failure.mjs";
import { environmentProgram, findPython } from "./lib/python.mjs";
import { node, npm, root, run } from "./lib/run.mjs";
import { once } from "./lib/stamp.mjs";

/** The extension's bundler loads ES modules by `require`. */
const OLDEST_NODE = [20, 19];
const NPM_REGISTRY = "the npm registry";
const PYTHON_REGISTRY = "the Python package index";

export async function setup() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1])) {
    const found = process.version;
    throw new Failure(
      `Needs Node ${OLDEST_NODE.join(".")} or newer but this is ${found}; install a newer Node and run again.`,
    );
  }
  const python = findPython();
  await installPackages("library", "./");
  await installPackages("extension", "extension/");
  await step("build-library", "Building the library, its WebAssembly routines and the kernel", {
    inputs: ["src", "kernel", "tsconfig.json", "package-lock.json", "scripts/build.mjs"],
    makes: ["dist/src/index.js", "dist/src/assembly/routines.wasm", "dist/kernel/main.js"],
    work: async () => (await import("./build.mjs")).buildLibrary(),
  });
  await step("build-extension", "Building the JupyterLab extension", {
    inputs: ["extension", "src/display", "scripts/build.mjs"],
    makes: ["extension/labextension/package.json"],
    work: async () => (await import("./build.mjs")).buildExtension(),
  });
  await step("environment", `Making a virtual environment with JupyterLab (Python ${python.version})`, {
    inputs: ["scripts/python-requirements.txt", "scripts/python-constraints.txt"],
    words: [...python.command, python.version, fileURLToPath(root)],
    makes: [".venv"],
    work: () => makeEnvironment(python.command),
  });
  await step("kernelspec", "Putting kernel and extension into it", {
    inputs: [
      "scripts/setup.mjs",
      "kernel/install.ts",
      "kernel/logos",
      "extension/labextension/package.json",
      ".cache/environment.stamp",
    ],
    words: [process.execPath, fileURLToPath(root)],
    makes: [".venv/share/jupyter/kernels/lowrank/kernel.json", `.venv/share/jupyter/labextensions/${extensionName()}`],
    work: installIntoEnvironment,
  });
}

function installPackages(name, folder) {
  const cwd = new URL(folder, root);
  return step(`packages-${name}`, `Installing npm packages for the ${name}`, {
    inputs: [`${folder}package-lock.json`],
    makes: [`${folder}node_modules/.package-lock.json`],
    work: () =>
      npm(
        ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", "--fetch-retry-maxtimeout=10000"],
        `install npm packages for the ${name}`,
        {
          cwd,
          registry: NPM_REGISTRY,
        },
      ),
  });
}

function makeEnvironment([program, ...args]) {
  rmSync(new URL(".venv", root), { recursive: true, force: true });
  run(program, [...args, "-m", "venv", ".venv"], "make the virtual environment .venv");
  // JupyterLab runs a CommonJS script of its own by Node; our package.json above it would make it a module.
  writeFileSync(new URL(".venv/package.json", root), '{ "type": "commonjs" }\n');
  const pins = ["-r", "scripts/python-requirements.txt", "-c", "scripts/python-constraints.txt"];
  const quiet = ["--quiet", "--disable-pip-version-check", "--no-input"];
  run(environmentProgram("python"), ["-m", "pip", "install", ...quiet, ...pins], "install JupyterLab into .venv", {
    registry: PYTHON_REGISTRY,
  });
}

function installIntoEnvironment() {
  const prefix = fileURLToPath(new URL(".venv", root));
  node(["dist/kernel/cli.js", "kernel", "install", "--prefix", prefix], "install the kernelspec into .venv");
  const target = new URL(`.venv/share/jupyter/labextensions/${extensionName()}/`, root);
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  cpSync(new URL("extension/labextension/", root), target, { recursive: true });
  // JupyterLab's question about news would lie over the first lesson's pictures.
  const settings = new URL(".venv/share/jupyter/lab/settings/", root);
  mkdirSync(settings, { recursive: true });
  const quiet = { "@jupyterlab/apputils-extension:notification": { fetchNews: "false", checkForUpdates: false } };
  writeFileSync(new URL("overrides.json", settings), `${JSON.stringify(quiet, undefined, 2)}\n`);
}

function extensionName() {
  return JSON.parse(readFileSync(new URL("extension/package.json", root), "utf8")).name;
}

async function step(name, says, { inputs, words, makes, work }) {
  await once(name, { inputs, words, makes }, async () => {
    const started = performance.now();
    process.stdout.write(`${says} ... `);
    try {
      await work();
    } catch (error) {
      process.stdout.write("failed\n");
      throw error;
    }
    process.stdout.write(`${((performance.now() - started) / 1000).toFixed(0)} s\n`);
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await main(async () => {
    await setup();
    if (existsSync(new URL(".venv", root))) console.log("Ready: npm start opens JupyterLab on the lessons.");
  });
}
