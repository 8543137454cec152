/** The main thread of the kernel: what cells find there, and the messages by which the wire thread runs them. */

import type { MessagePort, Worker } from "node:worker_threads";
import { asker } from "./cell/ask.js";
import { CommTable } from "./cell/comms.js";
import { describeError } from "./cell/errors.js";
import { defineGlobals } from "./cell/globals.js";
import { defineHost } from "./cell/host.js";
import { Modules } from "./cell/modules.js";
import { captureOutput, heldBack, print } from "./cell/output.js";
import { ExitSignal, Runner } from "./cell/runner.js";
import { cellOfPromise, currentCell, followPromises, type RunningCell } from "./cell/running.js";
import { mapStacks } from "./cell/sources.js";
import { wrapTimers } from "./cell/timers.js";
import type { FromMain, ToMain } from "./threads.js";

export interface UserCodeParts {
  wire: Worker;
  /** Answers to questions of user code. */
  answers: MessagePort;
  shared: Int32Array;
}

/** Prepares this thread for user code; returns what is to be done with each message of the wire thread. */
export function prepareUserCode({ wire, answers, shared }: UserCodeParts): (message: ToMain) => void {
  const exit = process.exit.bind(process);
  const post = heldBack((message: FromMain) => wire.postMessage(message), shared);
  const warn = (text: string, cell: RunningCell | undefined = currentCell()): void =>
    print(post, "stderr", text, cell?.run ?? 0);
  const late = (error: unknown, cell: RunningCell | undefined = currentCell()): void => {
    if (!(error instanceof ExitSignal)) warn(`${describeError(error).traceback.join("\n")}\n`, cell);
  };

  captureOutput(post);
  mapStacks();
  defineHost(post);
  const comms = new CommTable(post, late);
  const folder = process.cwd();
  defineGlobals({ post, warn, ask: asker(post, answers, shared), comms, folder });
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

  return (message) => {
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
  };
}
