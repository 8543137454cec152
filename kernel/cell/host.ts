/** The thread between library calls and the notebook: what `lowrank` finds under `Symbol.for("lowrank.host")`. */

import type { NotebookHost } from "../../src/display/host.js";
import type { FromMain } from "../threads.js";
import { bundleOutput } from "./bundle.js";
import { currentCell } from "./running.js";

export function defineHost(post: (message: FromMain) => void): void {
  const never = new AbortController().signal;
  const host: NotebookHost = {
    display(bundle, { displayId, update }) {
      const run = currentCell()?.run ?? 0;
      post({ type: "display", run, ...bundleOutput(bundle), displayId, update });
    },
    get signal() {
      return currentCell()?.abort.signal ?? never;
    },
    hold(work) {
      currentCell()?.held.push(work);
    },
  };
  Object.defineProperty(globalThis, Symbol.for("lowrank.host"), { value: host, configurable: true });
}
