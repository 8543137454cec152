/** What the table of ranks says in words, and its two colours; for the static form here and for the extension's view. */
import { formatSeconds } from "./format.js";
import type { RanksPayload } from "./payload.js";

/** How k reads: 0 stands for the columns themselves. */
export function rankName(k: number): string {
  return k === 0 ? "0 (all columns)" : String(k);
}

/** "3 of 9 · k = 8, 40% · 12 s · about 30 s left": what is done and how long it takes. */
export function ranksFacts({ rows, waiting, state, seconds, secondsLeft, detail }: RanksPayload): string {
  const done = waiting.length === 0 ? "" : `${rows.length} of ${rows.length + waiting.length} ranks`;
  const left = secondsLeft === undefined || state !== "running" ? "" : `about ${formatSeconds(secondsLeft)} left`;
  const ended = state === "interrupted" ? `interrupted after ${rows.length} ranks` : "";
  return [ended, done, detail, formatSeconds(seconds), left].filter((part) => part !== "").join(" · ");
}

export const ACCURACY_COLOR: string = "#3f90da";
export const TIME_COLOR: string = "#e76300";
