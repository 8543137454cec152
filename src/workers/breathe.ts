/** Long loops on the calling thread, and how they let an interrupt through. */
import { setTimeout as pause } from "node:timers/promises";

/** Milliseconds that a loop may keep others waiting. */
const PATIENCE = 40;

/**
 * What a long loop awaits now and then: it lets the event loop run when that has waited long, and throws the signal's reason
 * once it aborted.
 */
export function breather(signal: AbortSignal | undefined): () => Promise<void> | undefined {
  signal?.throwIfAborted();
  let since = performance.now();
  const breathe = async (): Promise<void> => {
    // Not the global timer, which a notebook clears when it interrupts its cell: nobody would be left to hear of it.
    await pause();
    signal?.throwIfAborted();
    since = performance.now();
  };
  return () => (performance.now() - since < PATIENCE ? undefined : breathe());
}

/** Rows between two looks at the time. */
const ROWS = 64;

/** Calls `visit` with each row, 0 … rows − 1, and lets interrupts through as `breather` does. */
export async function eachRow(
  rows: number,
  signal: AbortSignal | undefined,
  visit: (row: number) => void,
): Promise<void> {
  const breathe = breather(signal);
  for (let row = 0; row < rows; row++) {
    if (row % ROWS === 0) await breathe();
    visit(row);
  }
}
