/** Runs other programs for the scripts, and says in one sentence which of them failed and why. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { Failure } from "./failure.mjs";

/** The repository's root folder, as a URL. */
export const root = new URL("../../", import.meta.url);

/** Lines of output that say a registry could not be reached. */
const UNREACHABLE =
  /ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|ENETUNREACH|NewConnectionError|ConnectTimeout|Name or service not known|Temporary failure in name resolution|Could not fetch URL|Connection refused|network is unreachable|ProxyError/i;

/**
 * Runs a program to its end. Its output is shown when it fails; `what` completes the sentence "could not …".
 * `registry` names the package registry it talks to, if any.
 */
export function run(command, args, what, { cwd = root, registry, env = process.env } = {}) {
  const result = spawnSync(command, args, { cwd: fileURLToPath(cwd), env, encoding: "utf8", maxBuffer: 1 << 28 });
  if (result.error) throw new Failure(`Could not ${what}: ${command} did not start (${result.error.message}).`);
  if (result.status === 0) return result.stdout;
  const output = `${result.stdout}${result.stderr}`.trim();
  if (registry !== undefined && UNREACHABLE.test(output)) {
    throw new Failure(`Could not ${what}: ${registry} cannot be reached; check the network connection or proxy.`);
  }
  console.error(output.split("\n").slice(-40).join("\n"));
  throw new Failure(`Could not ${what}: ${command} ended with code ${result.status ?? result.signal}.`);
}

export function node(args, what, options) {
  return run(process.execPath, args, what, options);
}

/** npm of the running Node: the one that started us, else the one on the path. */
export function npm(args, what, options) {
  const script = process.env.npm_execpath;
  if (script?.endsWith("npm-cli.js")) return node([script, ...args], what, options);
  return run(process.platform === "win32" ? "npm.cmd" : "npm", args, what, options);
}
