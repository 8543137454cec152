/** The wire thread. What takes longest to start, the compiler, is started before anything else is loaded. */

import { parentPort, workerData } from "node:worker_threads";
import { CompilerLink } from "../session/compiler-link.js";
import type { WireStart } from "../threads.js";

let failed = (reason: string): void => {
  throw new Error(`The compiler process failed: ${reason}`);
};
const compiler = new CompilerLink((reason) => failed(reason));
const { serveClients } = await import("./clients.js");
failed = await serveClients(workerData as WireStart, parentPort!, compiler);
