/** The Python that makes the virtual environment, and the environment's own programs. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { Failure } from "./failure.mjs";
import { root } from "./run.mjs";

const OLDEST = [3, 10];
const windows = process.platform === "win32";

/** Path of a program of the virtual environment: "python", "jupyter". */
export function environmentProgram(name) {
  return fileURLToPath(new URL(windows ? `.venv/Scripts/${name}.exe` : `.venv/bin/${name}`, root));
}

/** Finds a Python of at least 3.10 that can make virtual environments; `{ command, version }`. */
export function findPython() {
  const candidates = windows ? [["py", "-3"], ["python"]] : [["python3"], ["python"]];
  const tooOld = [];
  for (const [program, ...args] of candidates) {
    const probe = "import sys; print(*sys.version_info[:3], sep='.')";
    const { status, stdout } = spawnSync(program, [...args, "-c", probe], { encoding: "utf8" });
    if (status !== 0) continue;
    const version = stdout.trim();
    const [major, minor] = version.split(".").map(Number);
    if (major !== OLDEST[0] || minor < OLDEST[1]) {
      tooOld.push(`${program} is ${version}`);
      continue;
    }
    const command = [program, ...args];
    const venv = spawnSync(program, [...args, "-c", "import venv, ensurepip"], { encoding: "utf8" });
    if (venv.status !== 0) {
      throw new Failure(
        `Python ${version} has no venv module; install it (on Debian and Ubuntu: apt install python3-venv) and run again.`,
      );
    }
    return { command, version };
  }
  const found = tooOld.length > 0 ? ` (${tooOld.join(", ")})` : "";
  throw new Failure(`Found no Python of version ${OLDEST.join(".")} or newer${found}; install one and run again.`);
}
