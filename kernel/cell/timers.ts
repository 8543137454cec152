/**
 * `setTimeout`, `setInterval` and `setImmediate` whose callbacks run in a microtask.
 *
 * V8 can stop a loop in a microtask and go on; stopped directly inside a timer's callback, Node's bookkeeping of
 * asynchronous calls breaks and the process dies. The timers of a cell are also remembered, to clear them when the cell
 * is interrupted.
 */

import { promisify } from "node:util";
import { currentCell, runAs, type RunningCell } from "./running.js";

type Callback = (...values: unknown[]) => void;
type Timer = NodeJS.Timeout | NodeJS.Immediate;

const active = new Map<Timer, { cell: RunningCell | undefined; stop: (timer: never) => void }>();

/** Replaces the global timers; `fail` receives what their callbacks throw. */
export function wrapTimers(fail: (error: unknown, cell: RunningCell | undefined) => void): void {
  const { setTimeout: later, setInterval: often, setImmediate: soon, clearTimeout, clearImmediate } = globalThis;

  const wrap = (
    start: (callback: Callback, ...values: unknown[]) => Timer,
    stop: (timer: never) => void,
    once: boolean,
  ) => {
    const wrapped = (callback: Callback, ...values: unknown[]): Timer => {
      if (typeof callback !== "function") return start(callback, ...values);
      const cell = currentCell();
      const timer = start(
        (...received) => {
          if (once) active.delete(timer);
          queueMicrotask(() => {
            try {
              runAs(cell, () => callback.apply(timer, received));
            } catch (error) {
              fail(error, cell);
            }
          });
        },
        ...values,
      );
      active.set(timer, { cell, stop });
      return timer;
    };
    return wrapped;
  };
  const clear = (stop: (timer: never) => void) => (timer: unknown) => {
    active.delete(timer as Timer);
    stop(timer as never);
  };

  const keep = <T extends object>(wrapped: object, original: T): T =>
    Object.defineProperty(wrapped, promisify.custom, {
      value: (original as Record<symbol, unknown>)[promisify.custom],
    }) as T;
  globalThis.setTimeout = keep(wrap(later as never, clearTimeout, true), later);
  globalThis.setImmediate = keep(wrap(soon as never, clearImmediate, true), soon);
  globalThis.setInterval = wrap(often as never, clearTimeout, false) as unknown as typeof setInterval;
  globalThis.clearTimeout = clear(clearTimeout);
  globalThis.clearInterval = clear(clearTimeout);
  globalThis.clearImmediate = clear(clearImmediate);
}

/** Clears the timers of the cells that `chosen` picks. */
export function clearTimers(chosen: (cell: RunningCell | undefined) => boolean): void {
  for (const [timer, { cell, stop }] of active) {
    if (!chosen(cell)) continue;
    active.delete(timer);
    stop(timer as never);
  }
}
