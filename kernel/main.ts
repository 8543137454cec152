/**
 * The kernel process: `node dist/kernel/main.js CONNECTION_FILE`.
 *
 * This thread runs user code and nothing else. The wire worker speaks with the clients, and with the compiler, a process
 * of its own that turns cells into JavaScript; both go on while a cell loops.
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
const inputPorts = new MessageChannel();
const shared = new Int32Array(new SharedArrayBuffer(8));

const start: WireStart = { connectionFile, input: inputPorts.port1, shared };
const wire = new Worker(new URL("./wire/worker.js", import.meta.url), {
  workerData: start,
  transferList: [inputPorts.port1],
});
wire.on("error", (error) => {
  complain(`The wire thread failed: ${String(error.stack)}\n`);
  exit(1);
});

/** What comes before this thread is ready is not lost. */
const early: ToMain[] = [];
let receive = (message: ToMain): void => void early.push(message);
wire.on("message", (message: ToMain) => receive(message));

const { prepareUserCode } = await import("./user-code.js");
receive = prepareUserCode({ wire, answers: inputPorts.port2, shared });
early.forEach(receive);
