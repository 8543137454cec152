/**
 * A progress payload to the words beside its bar; for the static form here and for the extension's view.
 */
import { formatBytes, formatCount, formatSeconds } from "./format.js";
import type { ProgressPayload } from "./payload.js";

/** 0 to 1, or undefined while nobody knows the total. */
export function progressFraction({ done, total }: ProgressPayload): number | undefined {
  return total > 0 ? Math.min(1, done / total) : undefined;
}

/** "45%" while it runs, then what became of it; "" while nobody knows the total. */
export function progressState(payload: ProgressPayload): string {
  if (payload.state !== "running") return payload.state;
  const fraction = progressFraction(payload);
  return fraction === undefined ? "" : `${Math.floor(100 * fraction)}%`;
}

/** "45 of 100 iterations", "3.2 s", "about 4 s left": the parts of the line under the bar, empty ones left out. */
export function progressFacts(payload: ProgressPayload): string[] {
  const { done, total, seconds, state } = payload;
  const left = state === "running" && done > 0 && total > done ? (seconds * (total - done)) / done : undefined;
  return [
    amount(payload),
    formatSeconds(seconds),
    left === undefined ? "" : `about ${formatSeconds(left)} left`,
  ].filter((fact) => fact !== "");
}

function amount({ done, total, unit }: ProgressPayload): string {
  // The bar and the state say a share already.
  if (unit === "%") return "";
  const format = unit === "bytes" ? formatBytes : formatCount;
  const counted = total > 0 && done < total ? `${format(done)} of ${format(total)}` : format(done);
  return unit === undefined || unit === "bytes" ? counted : `${counted} ${unit}`;
}
