/** Long loops on the calling thread, and how they let an interrupt through. */

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
    await new Promise((resume) => setTimeout(resume));
    signal?.throwIfAborted();
    since = performance.now();
  };
  return () => (performance.now() - since < PATIENCE ? undefined : breathe());
}
