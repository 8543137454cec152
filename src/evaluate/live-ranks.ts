/**
 * The table of `compareRanks` while it grows: in a notebook one display, updated about once a second and at every finished
 * row, with the time left; elsewhere a progress bar.
 */
import { randomUUID } from "node:crypto";
import { notebookHost } from "../display/host.js";
import type { RanksPayload } from "../display/payload.js";
import { ProgressBar } from "../display/progress.js";
import { ranksBundle } from "../display/ranks.js";
import { ranksPayload, type RankRow } from "./rank-comparison.js";

/** Milliseconds between two updates. */
const INTERVAL = 1000;

export class LiveRanks {
  readonly #ranks: readonly number[];
  readonly #measure: string;
  readonly #features: number;
  readonly #note: string | undefined;
  readonly #host = notebookHost();
  readonly #displayId = `lowrank-ranks-${randomUUID()}`;
  readonly #started = performance.now();
  readonly #bar: ProgressBar | undefined;
  #shownAt = -Infinity;
  #shownRows = -1;
  #updates = 0;

  constructor(ranks: readonly number[], measure: string, features: number, note: string | undefined) {
    this.#ranks = ranks;
    this.#measure = measure;
    this.#features = features;
    this.#note = note;
    const label = `Comparing ${ranks.length} ranks`;
    if (this.#host === undefined) this.#bar = new ProgressBar({ label, total: 100, unit: "%" });
    else this.#show("running", [], { detail: "starting" });
  }

  /** Returns the share of all the work that is done. */
  update(rows: readonly RankRow[], k: number, share: number): number {
    const weights = this.#ranks.map((rank) => this.#weightOf(rank));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const done = weights.slice(0, rows.length).reduce((sum, weight) => sum + weight, 0) + share * weights[rows.length];
    const detail = k === 0 ? `all ${this.#features} columns` : `k = ${k}`;
    this.#bar?.update(Math.floor((100 * done) / total), detail);
    const due = performance.now() - this.#shownAt >= INTERVAL || rows.length !== this.#shownRows;
    if (this.#host !== undefined && due) {
      const seconds = this.#seconds();
      const secondsLeft = done > 0 ? (seconds * (total - done)) / done : undefined;
      const text = `${detail}, ${Math.floor(100 * share)}%`;
      this.#show("running", rows, { detail: text, ...(secondsLeft === undefined ? {} : { secondsLeft }) });
    }
    return done / total;
  }

  finish(state: "done" | "interrupted", rows: readonly RankRow[]): void {
    this.#bar?.finish(state, `${rows.length} of ${this.#ranks.length} ranks`);
    if (this.#host !== undefined) this.#show(state, rows, { detail: "" });
  }

  /** A forest looks at about √k features a split; binning and predicting take their share. */
  #weightOf(k: number): number {
    return 3 + Math.sqrt(k === 0 ? this.#features : k) + 0.02 * k;
  }

  #seconds(): number {
    return (performance.now() - this.#started) / 1000;
  }

  #show(state: RanksPayload["state"], rows: readonly RankRow[], more: { detail: string; secondsLeft?: number }): void {
    this.#shownAt = performance.now();
    this.#shownRows = rows.length;
    const waiting = state === "running" ? this.#ranks.slice(rows.length) : [];
    const seconds = this.#seconds();
    const payload = ranksPayload({ rows, waiting, state, seconds, measure: this.#measure, note: this.#note, ...more });
    this.#host?.display(ranksBundle(payload), { displayId: this.#displayId, update: this.#updates++ > 0 });
  }
}
