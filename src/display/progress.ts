/**
 * A long job's progress to one line that moves: in a notebook one display, updated at most ten times a second; in a
 * terminal one line of stderr; elsewhere nothing.
 */
import { randomUUID } from "node:crypto";
import { escapeHtml } from "./format.js";
import { notebookHost, type MimeBundle, type NotebookHost } from "./host.js";
import { pageColors } from "./palette.js";
import { PROGRESS_MIME, type ProgressPayload } from "./payload.js";
import { progressFacts, progressFraction, progressState } from "./progress-text.js";

export interface ProgressOptions {
  /** What is being done, e.g. "Fitting GLRM, k = 2". */
  label: string;
  /** How much there is to do; 0 when nobody knows. */
  total: number;
  /** What is counted, e.g. "iterations"; "bytes" are written as kB and MB, "%" says that total is 100. */
  unit?: string;
}

/** Time and terminal, so that tests need neither. */
export interface ProgressSurroundings {
  /** Milliseconds from any fixed moment. */
  now(): number;
  /** Calls back after some milliseconds; returns what takes the call back. */
  later(callback: () => void, milliseconds: number): () => void;
  terminal: { isTTY?: boolean; write(text: string): unknown };
}

/** Between two updates of the display. */
const INTERVAL = 100;
/** Jobs that end sooner show only their end. */
const QUIET_START = 300;

/**
 * ```ts
 * const bar = new ProgressBar({ label: "Fitting", total: 100, unit: "iterations" });
 * for (let i = 1; i <= 100; i++) bar.update(i, `objective ${objective}`);
 * bar.finish("done");
 * ```
 */
export class ProgressBar {
  readonly #options: ProgressOptions;
  readonly #surroundings: ProgressSurroundings;
  readonly #host: NotebookHost | undefined;
  readonly #displayId: string = `lowrank-progress-${randomUUID()}`;
  readonly #began: number;
  #done = 0;
  #detail = "";
  #state: ProgressPayload["state"] = "running";
  #shownAt: number | undefined;
  #cancelTimer: (() => void) | undefined;

  constructor(options: ProgressOptions, surroundings: ProgressSurroundings = realSurroundings) {
    if (!(options.total >= 0 && Number.isFinite(options.total))) {
      throw new RangeError(`Expected total to be a finite number >= 0 but found ${options.total}`);
    }
    this.#options = options;
    this.#surroundings = surroundings;
    this.#host = notebookHost();
    this.#began = surroundings.now();
    this.#showInTime();
  }

  /** Says how much is done; `detail` is one short line, e.g. the objective now. */
  update(done: number, detail: string = this.#detail): void {
    if (this.#state !== "running") return;
    this.#done = done;
    this.#detail = detail;
    this.#showInTime();
  }

  /**
   * Ends the bar and shows the last state, in a notebook even when the job was too short to show before; but of a job that
   * failed at once, e.g. on an option, the error says all.
   */
  finish(state: "done" | "interrupted" | "failed", detail: string = this.#detail): void {
    if (this.#state !== "running") return;
    this.#state = state;
    this.#detail = detail;
    if (state === "done" && this.#options.total > 0) this.#done = this.#options.total;
    this.#cancelTimer?.();
    if (state !== "failed" || this.#shownAt !== undefined) this.#show();
  }

  /** Shows now if that is allowed, else as soon as it is, whether or not another update comes. */
  #showInTime(): void {
    if (this.#cancelTimer !== undefined || !(this.#host ?? this.#surroundings.terminal.isTTY)) return;
    const due = this.#shownAt === undefined ? this.#began + QUIET_START : this.#shownAt + INTERVAL;
    const wait = due - this.#surroundings.now();
    if (wait <= 0) this.#show();
    else {
      this.#cancelTimer = this.#surroundings.later(() => {
        this.#cancelTimer = undefined;
        this.#show();
      }, wait);
    }
  }

  #show(): void {
    const update = this.#shownAt !== undefined;
    this.#shownAt = this.#surroundings.now();
    const payload: ProgressPayload = {
      label: this.#options.label,
      done: this.#done,
      total: this.#options.total,
      ...(this.#options.unit === undefined ? {} : { unit: this.#options.unit }),
      seconds: (this.#shownAt - this.#began) / 1000,
      state: this.#state,
      detail: this.#detail,
    };
    if (this.#host !== undefined) {
      this.#host.display(progressBundle(payload), { displayId: this.#displayId, update });
    } else if (this.#surroundings.terminal.isTTY && (update || this.#state === "running")) {
      const end = this.#state === "running" ? "" : "\n";
      this.#surroundings.terminal.write(`\r\x1b[2K${progressText(payload)}${end}`);
    }
  }
}

const realSurroundings: ProgressSurroundings = {
  now: () => performance.now(),
  later(callback, milliseconds) {
    // An open timer must not keep the process alive.
    const timer = setTimeout(callback, milliseconds).unref();
    return () => clearTimeout(timer);
  },
  get terminal() {
    return process.stderr;
  },
};

/** The payload, a bar of styled boxes without script, and one line of text. */
export function progressBundle(payload: ProgressPayload): MimeBundle {
  return {
    [PROGRESS_MIME]: payload,
    "text/html": progressHtml(payload),
    "text/plain": progressText(payload),
  };
}

/** "45% · 45 of 100 iterations · 3.2 s · about 4 s left · objective 1.2e9". */
function factsLine(payload: ProgressPayload): string {
  const state = payload.state === "done" ? "" : progressState(payload);
  return [state, ...progressFacts(payload), payload.detail].filter((fact) => fact !== "").join(" · ");
}

function progressHtml(payload: ProgressPayload): string {
  const color = pageColors[payload.state];
  const mark = { running: "", done: "✓ ", interrupted: "■ ", failed: "✗ " }[payload.state];
  const part = progressFraction(payload);
  const bar =
    payload.state === "done" || part === undefined
      ? ""
      : `<div style="max-width:480px;height:6px;margin:4px 0;border-radius:3px;background:rgba(128,128,128,0.25)">` +
        `<div style="width:${(100 * part).toFixed(1)}%;height:6px;border-radius:3px;background:${color}"></div></div>`;
  return (
    `<div style="font-size:13px;line-height:1.5"><div><span style="color:${color};font-weight:600">${mark}</span>` +
    `<span style="font-weight:600">${escapeHtml(payload.label)}</span> ` +
    `<span style="opacity:0.7;font-variant-numeric:tabular-nums">${escapeHtml(factsLine(payload))}</span></div>${bar}</div>`
  );
}

function progressText(payload: ProgressPayload): string {
  const part = progressFraction(payload);
  if (payload.state !== "running" || part === undefined) return `${payload.label}: ${factsLine(payload)}`;
  const filled = Math.round(20 * part);
  return `${payload.label} ${"━".repeat(filled)}${"─".repeat(20 - filled)} ${factsLine(payload)}`;
}
