/**
 * The rows' half of k-means: each row takes the archetype with the least squared error over its observed cells, and the sums
 * of each archetype's rows follow.
 *
 * With slopes g and weights w of a row at a centre s, the same for all, archetype y costs it g·(y − s) + ½ w·(y − s)² more
 * than s does: one product of the rows with all archetypes, and one more where cells are missing. A row whose archetype is
 * nearer than any other can have come since it was last looked at is left (Hamerly 2010, doi:10.1137/1.9781611972801.12;
 * missing cells make distances shorter, and their changes too, so that it holds for them).
 */
import type { TaskContext } from "../workers/job.js";
import type { ClusterInput } from "./cluster-state.js";
import { panelsToDo, SUMS } from "./fit-state.js";
import { PanelEngine, type Reals } from "./panel-engine.js";

export class NearestArchetype {
  readonly #engine: PanelEngine;
  readonly #linesAt: number;
  readonly #lines: Reals;
  readonly #halvesAt: number;
  readonly #halves: Reals;
  /** k × width, float64: the archetypes less the centre. */
  readonly #offsets: Float64Array;
  readonly #squares: Float64Array;
  /** How far each archetype moved since the last round, and how far the others did at most. */
  readonly #moved: Float64Array;
  readonly #othersMoved: Float64Array;
  readonly #pending: Uint32Array;
  #centre: Float64Array | undefined;

  constructor(
    readonly context: TaskContext,
    readonly input: ClusterInput,
  ) {
    const { arena } = context;
    const { k, width, plain } = input;
    const engine = new PanelEngine(context, input);
    const entries = width * engine.kLine;
    this.#engine = engine;
    this.#linesAt = arena.allocate(engine.size * entries);
    this.#lines = engine.reals(this.#linesAt, entries);
    this.#halvesAt = arena.allocate(plain ? 0 : engine.size * entries);
    this.#halves = engine.reals(this.#halvesAt, plain ? 0 : entries);
    this.#offsets = new Float64Array(k * width);
    this.#squares = new Float64Array(k);
    this.#moved = new Float64Array(k);
    this.#othersMoved = new Float64Array(k);
    this.#pending = new Uint32Array(engine.rows);
  }

  /** Before a round: the archetypes to try, which are state.trial, and how far they are from those of the round before. */
  prepare(): void {
    const { k, width, plain, state } = this.input;
    const { kLine } = this.#engine;
    const centre = (this.#centre ??= this.#firstCentre());
    for (let c = 0; c < k; c++) {
      let [squares, moved] = [0, 0];
      for (let j = 0; j < width; j++) {
        const at = c * width + j;
        const offset = state.trial[at] - centre[j];
        moved += (offset - this.#offsets[at]) ** 2;
        this.#offsets[at] = this.#lines[j * kLine + c] = offset;
        if (!plain) this.#halves[j * kLine + c] = offset ** 2 / 2;
        squares += offset ** 2;
      }
      this.#squares[c] = plain ? squares : 0;
      this.#moved[c] = Math.sqrt(moved);
    }
    const farthest = this.#moved.indexOf(Math.max(...this.#moved));
    const others = Math.max(0, ...this.#moved.filter((_, c) => c !== farthest));
    this.#othersMoved.fill(this.#moved[farthest]);
    this.#othersMoved[farthest] = others;
  }

  /** The mean of the archetypes that the fit starts with. */
  #firstCentre(): Float64Array {
    const { k, width, state } = this.input;
    const centre = new Float64Array(width);
    for (let at = 0; at < k * width; at++) centre[at % width] += state.trial[at] / k;
    const { rows, line, u } = this.#engine;
    for (let i = 0; i < rows; i++) u.set(centre, i * line);
    return centre;
  }

  /** The archetypes of a range's rows, its sums, and its loss. */
  async assign(range: number): Promise<void> {
    const { context, input } = this;
    const { labels, upper, lower } = input.clusters;
    let waiting = 0;
    for (const { first, count } of panelsToDo(context, input, range)) {
      for (let row = first; row < first + count; row++) {
        const label = labels[row];
        if (label >= 0) {
          upper[row] += this.#moved[label];
          lower[row] -= this.#othersMoved[label];
          if (upper[row] <= lower[row]) continue;
        }
        this.#pending[waiting++] = row;
        if (waiting === this.#engine.rows) {
          this.#choose(range, waiting);
          waiting = 0;
        }
      }
      await context.breathe();
    }
    this.#choose(range, waiting);
    input.state.sums[range * SUMS] = this.#loss(range);
    input.state.sums[range * SUMS + 1] = 0;
  }

  /** For the rows that wait. */
  #choose(range: number, count: number): void {
    const { k, clusters, plain } = this.input;
    const { labels, upper, lower, base } = clusters;
    const engine = this.#engine;
    const { kLine, losses, gradient } = engine;
    engine.loadRows(this.#pending, count);
    engine.evaluate(count, 0, !plain);
    this.#costs(count);
    for (let i = 0; i < count; i++) {
      const row = this.#pending[i];
      let [nearest, least, second] = [0, Infinity, Infinity];
      for (let c = 0; c < k; c++) {
        const cost = gradient[i * kLine + c] + this.#squares[c];
        if (cost < least) [nearest, least, second] = [c, cost, least];
        else if (cost < second) second = cost;
      }
      upper[row] = Math.sqrt(Math.max(0, losses[i] + least));
      lower[row] = Math.sqrt(Math.max(0, losses[i] + second));
      if (labels[row] < 0) base[range] += losses[i];
      if (labels[row] !== nearest) this.#move(range, i, labels[row], nearest);
      labels[row] = nearest;
    }
  }

  /** What each archetype costs more than the centre, but for the squares of its offset where no cell is missing. */
  #costs(count: number): void {
    const { plain, width } = this.input;
    const { product, size, line, kLine, group, at } = this.#engine;
    const rows = Math.ceil(count / 4) * 4;
    const [right, out] = [
      [32, size * kLine],
      [at.gradient, size * kLine],
    ] as const;
    const shape = [rows, width, kLine / group] as const;
    product(at.g, size * line, size, this.#linesAt, ...right, ...out, ...shape, false);
    if (!plain) product(at.w, size * line, size, this.#halvesAt, ...right, ...out, ...shape, true);
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
    let loss = clusters.base[range];
    for (let c = 0; c < k; c++) {
      const place = range * k + c;
      const count = clusters.counts[place];
      for (let j = 0; j < width; j++) {
        const offset = this.#offsets[c * width + j];
        const weight = plain ? 2 * count : clusters.weights[place * width + j];
        loss += offset * (state.slopes[place * width + j] + (weight * offset) / 2);
      }
    }
    return loss;
  }

  /** Σ slopes at the archetypes tried and Σ weights of column j over all rows, into k numbers each. */
  sumsOf(j: number, slopes: Float64Array, weights: Float64Array): void {
    const { k, width, plain, state, clusters } = this.input;
    for (let c = 0; c < k; c++) {
      slopes[c] = weights[c] = 0;
      for (let place = c; place < clusters.counts.length; place += k) {
        slopes[c] += state.slopes[place * width + j];
        weights[c] += plain ? 2 * clusters.counts[place] : clusters.weights[place * width + j];
      }
      slopes[c] += weights[c] * this.#offsets[c * width + j];
    }
  }
}

function add(target: Float64Array, at: number, source: Reals, from: number, count: number, sign: number): void {
  for (let j = 0; j < count; j++) target[at + j] += sign * source[from + j];
}
