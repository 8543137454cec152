/**
 * The rows' half of k-means: each row takes the archetype with the least squared error over its observed cells, and the sums
 * of each archetype's rows follow.
 *
 * A row is compared with those archetypes alone that can have come nearer than its own since they were last compared, by
 * bounds for groups of archetypes (Ding et al. 2015, "Yinyang k-means", ICML, section 3): missing cells make distances
 * shorter, and their changes too, so that the bounds hold for them.
 */
import type { TaskContext } from "../workers/job.js";
import { ArchetypeCosts } from "./archetype-costs.js";
import { type ClusterInput, groupsOf } from "./cluster-state.js";
import { panelsToDo, SUMS } from "./fit-state.js";
import { PanelEngine, panelRows, type Reals } from "./panel-engine.js";

export class NearestArchetype {
  readonly #engine: PanelEngine;
  readonly #costs: ArchetypeCosts;
  readonly #groups: number;
  readonly #groupSize: number;
  /** How far each archetype moved since the last round, how far others of its group did, and any of each group. */
  readonly #moved: Float64Array;
  readonly #othersMoved: Float64Array;
  readonly #groupMoved: Float64Array;
  /** Rows that wait to be compared. */
  readonly #waiting: Uint32Array;

  constructor(
    readonly context: TaskContext,
    readonly input: ClusterInput,
  ) {
    // Of a panel a few rows need a group: the more rows, the more of them come together.
    const engine = new PanelEngine(context, input, 4 * panelRows(input));
    this.#engine = engine;
    this.#costs = new ArchetypeCosts(context, engine, input);
    this.#groups = groupsOf(input);
    this.#groupSize = engine.group;
    this.#moved = new Float64Array(input.k);
    this.#othersMoved = new Float64Array(input.k);
    this.#groupMoved = new Float64Array(this.#groups);
    this.#waiting = new Uint32Array(engine.rows);
  }

  /** Before a round, whose archetypes are state.trial. */
  prepare(): void {
    const { k } = this.input;
    this.#costs.set(this.input.state.trial, this.#moved);
    for (let g = 0; g < this.#groups; g++) {
      const first = g * this.#groupSize;
      const last = Math.min(k, first + this.#groupSize);
      const moved = this.#moved.subarray(first, last);
      for (let c = first; c < last; c++) {
        this.#othersMoved[c] = moved.reduce((most, one, i) => (first + i === c ? most : Math.max(most, one)), 0);
      }
      this.#groupMoved[g] = Math.max(...moved);
    }
  }

  /** The archetypes of a range's rows, its sums, and its loss. */
  async assign(range: number): Promise<void> {
    const { context, input } = this;
    let count = 0;
    for (const panel of panelsToDo(context, input, range)) {
      for (let row = panel.first; row < panel.first + panel.count; row++) {
        if (!this.#mayChange(row)) continue;
        this.#waiting[count++] = row;
        if (count < this.#engine.rows) continue;
        this.#compare(range, count);
        count = 0;
      }
      await context.breathe();
    }
    this.#compare(range, count);
    input.state.sums[range * SUMS] = this.#loss(range);
    input.state.sums[range * SUMS + 1] = 0;
  }

  /** Whether another archetype can be nearer to the row now; its bounds move as the archetypes did. */
  #mayChange(row: number): boolean {
    const { labels, upper, lower } = this.input.clusters;
    const label = labels[row];
    if (label < 0) return true;
    const own = Math.floor(label / this.#groupSize);
    upper[row] += this.#moved[label];
    let may = false;
    for (let g = 0, at = row * this.#groups; g < this.#groups; g++, at++) {
      lower[at] -= g === own ? this.#othersMoved[label] : this.#groupMoved[g];
      if (lower[at] < upper[row]) may = true;
    }
    return may;
  }

  /** The rows that wait with the group of their own archetype, and then with those whose bounds that leaves open. */
  #compare(range: number, count: number): void {
    const { labels, upper, lower, base, atCentre } = this.input.clusters;
    const costs = this.#costs;
    const groups = this.#groups;
    const rows = this.#waiting;
    const isOwn = (i: number, g: number): boolean => Math.floor(labels[rows[i]] / this.#groupSize) === g;
    costs.begin(rows, count, atCentre);
    for (let i = 0; i < count; i++) if (labels[rows[i]] < 0) base[range] += atCentre[rows[i]];
    costs.compute(count, isOwn);
    for (let i = 0; i < count; i++) {
      const label = labels[rows[i]];
      upper[rows[i]] = label < 0 ? Infinity : costs.distance(i, label);
    }
    costs.compute(count, (i, g) => !isOwn(i, g) && lower[rows[i] * groups + g] < upper[rows[i]]);
    for (let i = 0; i < count; i++) {
      const row = rows[i];
      const nearest = costs.nearest(i, lower, row * groups);
      upper[row] = costs.distance(i, nearest);
      if (labels[row] === nearest) continue;
      this.#move(range, i, labels[row], nearest);
      labels[row] = nearest;
    }
  }

  /** Row i of the panel from one archetype's sums, if it had one, to another's. */
  #move(range: number, i: number, from: number, to: number): void {
    const { k, width, plain, state, clusters } = this.input;
    const { line, slopes, weights } = this.#engine;
    for (const [archetype, sign] of [
      [from, -1],
      [to, 1],
    ]) {
      if (archetype < 0) continue;
      const place = range * k + archetype;
      clusters.counts[place] += sign;
      add(state.slopes, place * width, slopes, i * line, width, sign);
      if (!plain) add(clusters.weights, place * width, weights, i * line, width, sign);
    }
  }

  #loss(range: number): number {
    const { k, width, plain, state, clusters } = this.input;
    const { offsets } = this.#costs;
    let loss = clusters.base[range];
    for (let c = 0; c < k; c++) {
      const place = range * k + c;
      const count = clusters.counts[place];
      for (let j = 0; j < width; j++) {
        const offset = offsets[c * width + j];
        const weight = plain ? 2 * count : clusters.weights[place * width + j];
        loss += offset * (state.slopes[place * width + j] + (weight * offset) / 2);
      }
    }
    return loss;
  }

  /** Σ slopes at the archetypes tried and Σ weights over all rows, of `count` columns: k × count numbers each. */
  sumsOf(first: number, count: number, slopes: Float64Array, weights: Float64Array): void {
    const { k, width, plain, state, clusters } = this.input;
    slopes.fill(0);
    weights.fill(0);
    for (let place = 0; place < clusters.counts.length; place++) {
      const twice = 2 * clusters.counts[place];
      for (let j = 0, at = (place % k) * count, from = place * width + first; j < count; j++, at++, from++) {
        slopes[at] += state.slopes[from];
        weights[at] += plain ? twice : clusters.weights[from];
      }
    }
    for (let c = 0, at = 0; c < k; c++) {
      const from = c * width + first;
      for (let j = 0; j < count; j++, at++) slopes[at] += weights[at] * this.#costs.offsets[from + j];
    }
  }
}

function add(target: Float64Array, at: number, source: Reals, from: number, count: number, sign: number): void {
  for (let j = 0; j < count; j++) target[at + j] += sign * source[from + j];
}
