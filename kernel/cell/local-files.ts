/**
 * The user's own files as a converter sees them: looked at again before every cell, so that an edit counts at once.
 *
 * The compiler's own watchers tell of a change only some time after it, and installing a package beside a notebook makes
 * them call tslab at moments it does not expect. Here nothing is watched; `look` compares times of change.
 */

import { statSync } from "node:fs";
import type * as TypeScript from "@tslab/typescript-for-tslab";
import { isInstalled } from "./package-root.js";

interface Watched {
  changed: TypeScript.FileWatcherCallback;
  time: number;
}

export class LocalFiles {
  readonly #watched = new Map<string, Watched>();
  readonly #ts: typeof TypeScript;

  constructor(ts: typeof TypeScript) {
    this.#ts = ts;
  }

  /** In the place of `ts.sys.watchFile`. */
  watch = (path: string, changed: TypeScript.FileWatcherCallback): TypeScript.FileWatcher => {
    if (isInstalled(path)) return { close: () => undefined };
    const watched = { changed, time: timeOf(path) };
    this.#watched.set(path, watched);
    return {
      close: () => {
        if (this.#watched.get(path) === watched) this.#watched.delete(path);
      },
    };
  };

  /** Tells of what has changed since the last look; whether anything has. */
  look(): boolean {
    let changed = false;
    const { FileWatcherEventKind: Kind } = this.#ts;
    for (const [path, watched] of [...this.#watched]) {
      const before = watched.time;
      watched.time = timeOf(path);
      if (watched.time === before) continue;
      changed = true;
      watched.changed(path, before === 0 ? Kind.Created : watched.time === 0 ? Kind.Deleted : Kind.Changed);
    }
    return changed;
  }
}

/** Milliseconds of the last change, 0 for no such file. */
function timeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
