/** The compiler thread: requests on a port to results on the same port, in order. */

import { workerData, type MessagePort } from "node:worker_threads";
import type { CompileRequest } from "../threads.js";
import { Compiler } from "./compile.js";

const { port } = workerData as { port: MessagePort };
const compiler = new Compiler();

function answer(request: CompileRequest): unknown {
  switch (request.type) {
    case "convert":
      return compiler.convert(request.code, request.file, request.keep);
    case "complete":
      return compiler.complete(request.code, request.position);
    case "inspect":
      return compiler.inspect(request.code, request.position, request.declaration);
    case "isComplete":
      return compiler.isComplete(request.code);
    case "forgetPackages":
      return compiler.forgetPackages();
  }
}

port.on("message", ({ id, request }: { id: number; request: CompileRequest }) => {
  try {
    port.postMessage({ id, result: answer(request) });
  } catch (error) {
    port.postMessage({ id, failure: error instanceof Error ? error.message : String(error) });
  }
});
