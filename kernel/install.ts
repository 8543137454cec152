/** A place to the kernelspec in it: the folder by which Jupyter finds this kernel. */

import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir, platform } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** Where a kernelspec goes: the user's folder, the Python on the path, or a folder such as a virtual environment. */
export type KernelspecPlace = { user: true } | { sysPrefix: true } | { prefix: string };

export interface KernelspecOptions {
  /** The name clients use, "lowrank" unless given. */
  name?: string;
}

/** The content of kernel.json. */
export interface Kernelspec {
  argv: string[];
  display_name: string;
  language: string;
  interrupt_mode: "message";
  kernel_protocol_version: string;
  metadata: Record<string, unknown>;
  env: Record<string, string>;
}

const LOGOS = ["logo-32x32.png", "logo-64x64.png", "logo-svg.svg"];
const here = dirname(fileURLToPath(import.meta.url));
/** `kernel/logos` of the package; the code runs from `dist/kernel`. */
const logos = join(here, "..", "..", "kernel", "logos");

/** Paths are absolute: clients start kernels with their own PATH and from any folder. */
export function kernelspec(): Kernelspec {
  return {
    argv: [process.execPath, join(here, "main.js"), "{connection_file}"],
    display_name: "TypeScript (lowrank)",
    language: "typescript",
    interrupt_mode: "message",
    kernel_protocol_version: "5.5",
    metadata: { debugger: false },
    env: {},
  };
}

/** Writes the kernelspec, replacing one of the same name; returns its folder. */
export function installKernelspec(place: KernelspecPlace, { name = "lowrank" }: KernelspecOptions = {}): string {
  const folder = kernelspecFolder(place, name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "kernel.json"), `${JSON.stringify(kernelspec(), null, 2)}\n`);
  for (const logo of LOGOS) if (existsSync(join(logos, logo))) copyFileSync(join(logos, logo), join(folder, logo));
  return folder;
}

/** Removes a kernelspec that `installKernelspec` wrote; returns its folder, undefined when there was none. */
export function uninstallKernelspec(
  place: KernelspecPlace,
  { name = "lowrank" }: KernelspecOptions = {},
): string | undefined {
  const folder = kernelspecFolder(place, name);
  const file = join(folder, "kernel.json");
  if (!existsSync(file)) return undefined;
  const { argv } = JSON.parse(readFileSync(file, "utf8")) as Partial<Kernelspec>;
  if (!argv?.some((part) => /[\\/]kernel[\\/]main\.js$/.test(part))) {
    throw new Error(`Expected ${folder} to hold a kernel of lowrank but found another: ${(argv ?? []).join(" ")}`);
  }
  rmSync(folder, { recursive: true });
  return folder;
}

export function kernelspecFolder(place: KernelspecPlace, name: string): string {
  if (!/^[a-z0-9._-]+$/i.test(name)) {
    throw new RangeError(`Expected a kernel name of letters, digits, ".", "_" and "-" but found "${name}"`);
  }
  const data = "user" in place ? userDataFolder() : join(prefixOf(place), "share", "jupyter");
  return join(data, "kernels", name);
}

/** https://docs.jupyter.org/en/latest/use/jupyter-directories.html */
function userDataFolder(): string {
  const { JUPYTER_DATA_DIR, XDG_DATA_HOME, APPDATA } = process.env;
  if (JUPYTER_DATA_DIR) return JUPYTER_DATA_DIR;
  if (platform() === "darwin") return join(homedir(), "Library", "Jupyter");
  if (platform() === "win32") return join(APPDATA ?? join(homedir(), "AppData", "Roaming"), "jupyter");
  return join(XDG_DATA_HOME ?? join(homedir(), ".local", "share"), "jupyter");
}

function prefixOf(place: { sysPrefix: true } | { prefix: string }): string {
  if ("prefix" in place) return resolve(place.prefix);
  for (const python of platform() === "win32" ? ["python", "py"] : ["python3", "python"]) {
    try {
      return execFileSync(python, ["-c", "import sys; print(sys.prefix)"], { encoding: "utf8", stdio: "pipe" }).trim();
    } catch {
      // The next name.
    }
  }
  throw new Error("Expected a Python on the path for --sys-prefix but found none; --prefix DIR names a folder instead");
}
