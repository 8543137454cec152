/**
 * A worker thread's entry: waits for messages, runs its share of each job, reports back.
 */
import { parentPort } from "node:worker_threads";
import { createInstance } from "../wasm/instance.js";
import { runShare, type JobMessage, type JobReply } from "./job.js";

const instance = createInstance();

parentPort?.on("message", (message: JobMessage) => {
  runShare(message, instance).then(
    () => reply({ id: message.id }),
    (error: unknown) => {
      const { message: text, stack = "" } = error instanceof Error ? error : new Error(String(error));
      reply({ id: message.id, error: { message: text, stack } });
    },
  );
});

function reply(message: JobReply): void {
  parentPort?.postMessage(message);
}
