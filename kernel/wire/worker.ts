/** The wire thread. What takes longest to start, the compiler, is started before anything else is loaded. */

import { parentPort, workerData } from "node:worker_threads";
import { CompilerLink } from "../session/compiler-link.js";
import type { WireStart } from "../threads.js";

const compiler = new CompilerLink();
const { serveClients } = await import("./clients.js");
await serveClients(workerData as WireStart, parentPort!, compiler);
