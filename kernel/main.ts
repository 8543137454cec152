/**
 * The kernel process: `node dist/kernel/main.js CONNECTION_FILE`.
 *
 * This thread runs user code and nothing else. The wire worker speaks with the clients, the compiler worker turns cells
 * into JavaScript; both go on while a cell loops. The compiler takes longest to start, so it starts before anything
 * else is loaded.
 */

import { MessageChannel, Worker } from "node:worker_threads";
import type { ToMain, WireStart } from "./threads.js";

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

const compiler = new Worker(new URL("./cell/compiler-worker.js", import.meta.url), {
  workerData: { port: compilerPorts.port2 },
  transferList: [compilerPorts.port2],
});
const start: WireStart = { connectionFile, compiler: compilerPorts.port1, input: inputPorts.port1, shared };
const wire = new Worker(new URL("./wire/worker.js", import.meta.url), {
  workerData: start,
  transferList: [compilerPorts.port1, inputPorts.port1],
});
for (const [name, worker] of Object.entries({ wire, compiler })) {
  worker.on("error", (error) => {
    complain(`The ${name} thread failed: ${String(error.stack)}\n`);
    exit(1);
  });
}

/** What comes before this thread is ready is not lost. */
const early: ToMain[] = [];
let receive = (message: ToMain): void => void early.push(message);
wire.on("message", (message: ToMain) => receive(message));

const { prepareUserCode } = await import("./user-code.js");
receive = prepareUserCode({ wire, answers: inputPorts.port2, shared });
early.forEach(receive);
