/** The compiler process: requests on standard input to results on file descriptor 3, in order. */

import { writeSync } from "node:fs";
import type { CompileRequest } from "../threads.js";
import { Compiler } from "../cell/compile.js";
import { FrameReader, toFrame } from "./frames.js";

/** Where results go; standard output is left to whatever prints. */
const RESULTS = 3;

/** Answers until the kernel closes the pipe. */
export function serve(): void {
  // Ctrl-C in a terminal reaches every process of it; this one ends with the kernel.
  process.on("SIGINT", () => undefined);
  const compiler = new Compiler();
  const reader = new FrameReader();
  process.stdin.on("data", (piece: Buffer) => {
    for (const value of reader.read(piece)) {
      const { id, request } = value as { id: number; request: CompileRequest };
      try {
        send({ id, result: answer(compiler, request) });
      } catch (error) {
        send({ id, failure: error instanceof Error ? error.message : String(error) });
      }
    }
  });
  process.stdin.once("data", () => practise(compiler));
  process.stdin.on("end", () => process.exit());
}

/**
 * Compiles small cells while nobody asks for anything: V8 makes fast what has run often, and the cells to come take less
 * than half the time. A request waits for one of them at most.
 */
function practise(compiler: Compiler, left = 300): void {
  compiler.convert(`const practice = ${left}; practice + 1`, "practice", false);
  if (left > 1) setImmediate(practise, compiler, left - 1);
}

function answer(compiler: Compiler, request: CompileRequest): unknown {
  switch (request.type) {
    case "convert":
      return compiler.convert(request.code, request.file, request.keep);
    case "expression":
      return compiler.expression(request.code, request.file);
    case "forget":
      return compiler.forget(request.names);
    case "complete":
      return compiler.complete(request.code, request.position);
    case "inspect":
      return compiler.inspect(request.code, request.position, request.declaration);
    case "isComplete":
      return compiler.isComplete(request.code);
    case "forgetPackages":
      return compiler.forgetPackages();
    case "usage": {
      const { user, system } = process.cpuUsage();
      return { memory: process.memoryUsage.rss(), cpu: user + system };
    }
  }
}

function send(value: unknown): void {
  const frame = toFrame(value);
  for (let sent = 0; sent < frame.length;) sent += writeSync(RESULTS, frame, sent);
}
