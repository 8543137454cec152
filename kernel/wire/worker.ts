/** The wire thread. What takes longest to start, the compiler, is started before anything else is loaded. */

import { writeSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import { CompilerLink } from "../session/compiler-link.js";
import { endProcess } from "../session/interrupt.js";
import type { WireStart } from "../threads.js";

// Were this thread just to end, a main thread that loops would never be told, and nobody could stop it.
process.once("uncaughtException", (error) => {
  writeSync(2, `The wire thread failed: ${String(error.stack)}\n`);
  endProcess((message) => parentPort!.postMessage(message), 1);
});

const compiler = new CompilerLink();
const { serveClients } = await import("./clients.js");
await serveClients(workerData as WireStart, parentPort!, compiler);
