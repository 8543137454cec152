/**
 * Sets up what is missing, then opens JupyterLab on the lessons. Arguments after `--` go to JupyterLab.
 */
import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { Failure, main } from "./lib/failure.mjs";
import { environmentProgram } from "./lib/python.mjs";
import { root } from "./lib/run.mjs";
import { setup } from "./setup.mjs";

const DEFAULT_PORT = 8888;

await main(async () => {
  const args = process.argv.slice(2);
  const asked = askedPort(args);
  const port = asked ?? DEFAULT_PORT;
  if (port !== 0) await checkFree(port);
  await setup();
  // JupyterLab takes an option once only, so ours give way to the user's; as root it wants to be told that this is meant.
  const ours = {
    "--ServerApp.root_dir": fileURLToPath(new URL("notebooks", root)),
    "--ServerApp.port_retries": 0,
    ...(asked === undefined ? { "--ServerApp.port": port } : {}),
    ...(process.getuid?.() === 0 ? { "--ServerApp.allow_root": "True" } : {}),
  };
  const own = Object.entries(ours).filter(([name]) => !args.some((arg) => arg.split("=")[0] === name));
  const server = spawn(
    environmentProgram("jupyter"),
    ["lab", ...own.map(([name, value]) => `${name}=${value}`), ...args],
    { stdio: "inherit" },
  );
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => server.kill(signal));
  process.exitCode = await new Promise((resolve, reject) => {
    server.on("error", (error) => reject(new Failure(`JupyterLab did not start (${error.message}).`)));
    server.on("exit", (code) => resolve(code ?? 0));
  });
});

/** The port asked for on the command line, as `--port 8889`, `--port=8889` or `--ServerApp.port=8889`. */
function askedPort(args) {
  for (const [i, arg] of args.entries()) {
    const match = /^--(?:ServerApp\.)?port(?:=(.*))?$/.exec(arg);
    if (match === null) continue;
    const text = match[1] ?? args[i + 1] ?? "";
    const port = Number(text);
    if (text === "" || !Number.isInteger(port) || port < 0 || port > 65535) {
      throw new Failure(`Expected the port to be a whole number from 0 to 65535 but found "${text}".`);
    }
    return port;
  }
  return undefined;
}

function checkFree(port) {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", (error) => {
      const reason = error.code === "EADDRINUSE" ? "is already in use" : `cannot be opened (${error.code})`;
      reject(
        new Failure(`Port ${port} ${reason}; close what uses it or choose another: npm start -- --port ${port + 1}`),
      );
    });
    probe.listen(port, "127.0.0.1", () => probe.close(resolve));
  });
}
