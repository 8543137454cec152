/** A peer in a process of its own that answers a line of JSON to each line of words; {} once it has ended. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

export function startPeer(python, script, folder) {
  // Settings that slow OpenBLAS down are not for the peer.
  const { OPENBLAS_CORETYPE: _, OPENBLAS_L2_SIZE: __, ...env } = process.env;
  const child = spawn(python, [script, folder], { env, stdio: ["pipe", "pipe", "pipe"] });
  const ended = once(child, "close");
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (text) => (errors += text));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async () => JSON.parse((await lines.next()).value ?? "{}");
  return {
    answer,
    async ask(...words) {
      child.stdin.write(`${words.join(" ")}\n`);
      return answer();
    },
    problem: () => errors.trim().split("\n").at(-1),
    async end() {
      child.stdin.end();
      await ended;
    },
  };
}
