/** A question of user code to the line the user typed, while the main thread waits. */

import { receiveMessageOnPort, type MessagePort } from "node:worker_threads";
import { SharedCounter, type FromMain } from "../threads.js";
import { currentCell } from "./running.js";

/** What the wire thread answers. */
export interface InputAnswer {
  value?: string | null;
  problem?: string;
}

export function asker(
  post: (message: FromMain) => void,
  answers: MessagePort,
  shared: Int32Array,
): (prompt: string, password: boolean) => string | null {
  return (prompt, password) => {
    while (receiveMessageOnPort(answers) !== undefined) {
      // Answers to a question that was interrupted.
    }
    const before = Atomics.load(shared, SharedCounter.answers);
    post({ type: "input", run: currentCell()?.run ?? 0, prompt, password });
    while (Atomics.load(shared, SharedCounter.answers) === before) {
      Atomics.wait(shared, SharedCounter.answers, before, 50);
    }
    const answer = receiveMessageOnPort(answers)?.message as InputAnswer | undefined;
    if (answer?.problem !== undefined) throw new Error(answer.problem);
    return answer?.value ?? null;
  };
}
