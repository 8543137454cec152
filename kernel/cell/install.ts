/** `await install("d3-array")`: npm packages into the notebook's folder, with their types, usable at once. */

import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

export interface InstallOptions {
  /** The notebook's folder. */
  folder: string;
  print: (text: string) => void;
  signal: AbortSignal | undefined;
}

/**
 * Installs packages by npm into `folder`, and for those without types of their own the ones that DefinitelyTyped has.
 * Throws with npm's own words when a package cannot be installed.
 */
export async function installPackages(packages: string[], { folder, print, signal }: InstallOptions): Promise<void> {
  if (packages.length === 0) throw new TypeError('Expected the name of a package, as in install("d3-array")');
  for (const each of packages) {
    if (typeof each !== "string" || !/^[^-\s]\S*$/.test(each)) {
      throw new TypeError(`Expected the name of a package, such as "d3-array@3", but found ${JSON.stringify(each)}`);
    }
  }
  const before = dependenciesOf(folder);
  await npm(["install", "--save", ...packages], folder, signal);
  const after = dependenciesOf(folder);
  const asked = Object.keys(after).filter(
    (name) => before[name] !== after[name] || packages.some((it) => it === name || it.startsWith(`${name}@`)),
  );
  const untyped = asked.filter((name) => !name.startsWith("@types/") && !hasTypes(folder, name));
  const without: string[] = [];
  for (const name of untyped) {
    // "@scope/name" has its types in "@types/scope__name".
    const types = `@types/${name.replace(/^@(.+)\/(.+)$/, "$1__$2")}`;
    if (existsSync(join(folder, "node_modules", types))) continue;
    try {
      await npm(["install", "--save-dev", types], folder, signal);
    } catch (error) {
      if (!/\bE404\b|ETARGET/.test(String(error))) throw error;
      without.push(name);
    }
  }
  print(`Installed ${asked.map((name) => `${name} ${versionOf(folder, name)}`).join(", ")} in ${folder}\n`);
  if (without.length > 0) print(`Without types, so everything in it is any: ${without.join(", ")}\n`);
}

/** Runs npm on exactly this folder: of itself it would look for a package.json further up. */
function npm(words: string[], folder: string, signal: AbortSignal | undefined): Promise<void> {
  const quiet = ["--no-audit", "--no-fund", "--no-progress", "--loglevel=error", "--prefix", folder];
  const [program, ...first] = npmCommand();
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...first, ...words, ...quiet], {
      cwd: folder,
      stdio: ["ignore", "pipe", "pipe"],
      // npm makes no difference between this and a script of the package that has started us.
      env: Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_(?!config_)/i.test(name))),
    });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (data: Buffer) => (said += data.toString()));
    const stop = (): void => void child.kill("SIGTERM");
    signal?.addEventListener("abort", stop);
    child.on("error", (error) => reject(new Error(`npm could not be started: ${error.message}`, { cause: error })));
    child.on("close", (code) => {
      signal?.removeEventListener("abort", stop);
      if (code === 0) resolve();
      else if (signal?.aborted === true) reject(new Error("The installation was interrupted"));
      else reject(new Error(`npm ${words.join(" ")} failed in ${folder}:\n${said.trim()}`));
    });
    if (signal?.aborted === true) stop();
  });
}

/** The npm that came with this Node, else the one on the path. */
function npmCommand(): string[] {
  const folder = dirname(process.execPath);
  const beside = [
    join(folder, "..", "lib", "node_modules", "npm", "bin", "npm-cli.js"),
    join(folder, "node_modules", "npm", "bin", "npm-cli.js"),
  ].find((file) => existsSync(file));
  return beside === undefined ? ["npm"] : [process.execPath, beside];
}

interface Manifest {
  version?: string;
  types?: string;
  typings?: string;
  main?: string;
  exports?: unknown;
  dependencies?: Record<string, string>;
}

function dependenciesOf(folder: string): Record<string, string> {
  return manifest(join(folder, "package.json"))?.dependencies ?? {};
}

function versionOf(folder: string, name: string): string {
  return manifest(join(folder, "node_modules", name, "package.json"))?.version ?? "?";
}

function hasTypes(folder: string, name: string): boolean {
  const at = join(folder, "node_modules", name);
  const found = manifest(join(at, "package.json"));
  if (found === undefined) return true;
  const { types, typings, main = "index.js", exports = {} } = found;
  if (types !== undefined || typings !== undefined || JSON.stringify(exports).includes(".d.")) return true;
  const beside = main.replace(/(\.[cm]?js)?$/, ".d.ts");
  return existsSync(join(at, beside)) || existsSync(join(at, "index.d.ts"));
}

function manifest(file: string): Manifest | undefined {
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Manifest) : undefined;
}
