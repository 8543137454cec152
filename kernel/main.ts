/**
 * The kernel process: `node dist/kernel/main.js CONNECTION_FILE`.
 *
 * This thread runs user code and nothing else. The wire worker speaks with the clients, the compiler worker turns cells
 * into JavaScript; both go on while a cell loops.
 */

import { MessageChannel, Worker } from "node:worker_threads";
import { asker } from "./cell/ask.js";
import { describeError } from "./cell/errors.js";
import { CommTable } from "./cell/comms.js";
import { defineGlobals } from "./cell/globals.js";
import { defineHost } from "./cell/host.js";
import { Modules } from "./cell/modules.js";
import { captureOutput, print } from "./cell/output.js";
import { ExitSignal, Runner } from "./cell/runner.js";
import { cellOfPromise, currentCell, followPromises, type RunningCell } from "./cell/running.js";
import { mapStacks } from "./cell/sources.js";
import { wrapTimers } from "./cell/timers.js";
import type { FromMain, ToMain, WireStart } from "./threads.js";

const [connectionFile] = process.argv.slice(2);
if (connectionFile === undefined) {
  process.stderr.write("Expected the path of a connection file, as Jupyter passes it to a kernel.\n");
  process.exit(2);
}

const exit = process.exit.bind(process);
const complain = process.stderr.write.bind(process.stderr);
const compilerPorts = new MessageChannel();
const inputPorts = new MessageChannel();
const shared = new Int32Array(new SharedArrayBuffer(8));

const start: WireStart = { connectionFile, compiler: compilerPorts.port1, input: inputPorts.port1, shared };
const wire = new Worker(new URL("./wire/worker.js", import.meta.url), {
  workerData: start,
  transferList: [compilerPorts.port1, inputPorts.port1],
});
const compiler = new Worker(new URL("./cell/compiler-worker.js", import.meta.url), {
  workerData: { port: compilerPorts.port2 },
  transferList: [compilerPorts.port2],
});
for (const [name, worker] of Object.entries({ wire, compiler })) {
  worker.on("error", (error) => {
    complain(`The ${name} thread failed: ${String(error.stack)}\n`);
    exit(1);
  });
}

const post = (message: FromMain): void => wire.postMessage(message);
const warn = (text: string, cell: RunningCell | undefined = currentCell()): void =>
  print(post, shared, "stderr", text, cell?.run ?? 0);
const late = (error: unknown, cell: RunningCell | undefined = currentCell()): void => {
  if (!(error instanceof ExitSignal)) warn(`${describeError(error).traceback.join("\n")}\n`, cell);
};

captureOutput(post, shared);
mapStacks();
defineHost(post);
const comms = new CommTable(post, late);
const folder = process.cwd();
defineGlobals({ post, warn, ask: asker(post, inputPorts.port2, shared), comms, folder });
const runner = new Runner(new Modules(folder), post);
wrapTimers(late);
followPromises();

const warnOfNode = process.emitWarning.bind(process) as (...values: unknown[]) => void;
process.emitWarning = (...values: unknown[]): void => {
  // Node's warning about a feature that the kernel, not the user, makes use of.
  if (!String(values[0]).startsWith("vm.USE_MAIN_CONTEXT_DEFAULT_LOADER")) warnOfNode(...values);
};
process.on("uncaughtException", (error) => late(error));
process.on("unhandledRejection", (reason, promise) => late(reason, cellOfPromise(promise)));
process.on("SIGINT", () => runner.interrupt(currentCell()?.run ?? 0, false));
process.on("SIGTERM", () => post({ type: "quit", code: 0 }));
process.exit = (code?: number | string | null): never => {
  post({ type: "quit", code: Number(code ?? process.exitCode ?? 0) });
  throw new ExitSignal("The cell called process.exit");
};

wire.on("message", (message: ToMain) => {
  switch (message.type) {
    case "run":
      return runner.run(message.cell);
    case "interrupt":
      post({ type: "interrupting", sequence: message.sequence });
      if (message.stopped || message.run === 0) comms.stopped();
      return runner.interrupt(message.run, message.stopped);
    case "comm":
      return comms.receive(message.run, message.event);
    case "exit":
      return exit(message.code);
  }
});
