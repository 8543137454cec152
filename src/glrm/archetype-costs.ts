/**
 * What archetypes cost a panel of rows under squared errors. With slopes g and weights w of a row at a centre s, the same for
 * all rows, archetype y costs it g·(y − s) + ½ w·(y − s)² more than s does: products of the rows with the archetypes, in
 * groups of 32 bytes of numbers, and only of the groups that are asked for.
 */
import type { Instance } from "../wasm/instance.js";
import type { RowsProduct } from "../wasm/routines.js";
import { type ClusterInput, groupsOf } from "./cluster-state.js";
import type { PanelEngine, Reals } from "./panel-engine.js";

export class ArchetypeCosts {
  /** k × width, float64: the archetypes less the centre. */
  readonly offsets: Float64Array;
  readonly #group: number;
  readonly #groups: number;
  readonly #product: RowsProduct;
  readonly #centre: Float64Array;
  /** Offsets, and where cells are missing halves of their squares: for each group `width` times its archetypes' numbers. */
  readonly #linesAt: number;
  readonly #lines: Reals;
  readonly #halvesAt: number;
  readonly #halves: Reals;
  /** Σ (y − s)² where no cell is missing, else 0. */
  readonly #squares: Float64Array;
  /** rows × groups · group; infinite where not computed. */
  readonly #costsAt: number;
  readonly #costs: Reals;
  readonly #rowsAt: number;
  readonly #rows: Uint32Array;
  readonly #outsAt: number;
  readonly #outs: Uint32Array;
  /** Of the raw cells, to be slopes at the centre. */
  readonly #shiftAt: number;
  readonly #shift: Reals;
  readonly #scaleAt: number;
  readonly #scale: Reals;
  #started = false;

  constructor(
    instance: Instance,
    readonly engine: PanelEngine,
    readonly input: ClusterInput,
  ) {
    const { arena, routines } = instance;
    const { k, width, plain, single } = input;
    const { rows, size } = engine;
    this.#group = engine.group;
    this.#groups = groupsOf(input);
    this.#product = single ? routines.productOfRowsF32 : routines.productOfRowsF64;
    this.offsets = new Float64Array(k * width);
    this.#centre = new Float64Array(width);
    this.#squares = new Float64Array(k);
    const padded = this.#groups * this.#group;
    const buffer = (count: number): [number, Reals] => {
      const at = arena.allocate(size * count + 16);
      return [at, engine.reals(at, count)];
    };
    [this.#linesAt, this.#lines] = buffer(width * padded);
    [this.#halvesAt, this.#halves] = buffer(plain ? 0 : width * padded);
    [this.#costsAt, this.#costs] = buffer(rows * padded);
    [this.#shiftAt, this.#shift] = buffer(width + 4);
    [this.#scaleAt, this.#scale] = buffer(width + 4);
    const places = (): [number, Uint32Array] => {
      const at = arena.allocate(4 * (rows + 3));
      return [at, arena.words(at, rows + 3)];
    };
    [this.#rowsAt, this.#rows] = places();
    [this.#outsAt, this.#outs] = places();
  }

  /** Takes archetypes, k × width, and puts down how far each is from where it was. The first ones' mean is the centre. */
  set(archetypes: Float64Array, moved: Float64Array): void {
    const { k, width, plain } = this.input;
    const group = this.#group;
    if (!this.#started) this.#start(archetypes);
    for (let c = 0; c < k; c++) {
      const first = Math.floor(c / group) * width * group + (c % group);
      let [squares, way] = [0, 0];
      for (let j = 0; j < width; j++) {
        const at = c * width + j;
        const offset = archetypes[at] - this.#centre[j];
        way += (offset - this.offsets[at]) ** 2;
        this.offsets[at] = this.#lines[first + j * group] = offset;
        if (!plain) this.#halves[first + j * group] = offset ** 2 / 2;
        squares += offset ** 2;
      }
      this.#squares[c] = plain ? squares : 0;
      moved[c] = Math.sqrt(way);
    }
  }

  /** The centre, as the panels have it: U, or the shift by which raw cells become slopes at it, 2 (s − cell). */
  #start(archetypes: Float64Array): void {
    const { k, width, plain, columns } = this.input;
    const { rows, line, u } = this.engine;
    const centre = this.#centre;
    for (let at = 0; at < k * width; at++) centre[at % width] += archetypes[at] / k;
    this.#started = true;
    if (!plain) {
      for (let i = 0; i < rows; i++) u.set(centre, i * line);
      centre.set(u.subarray(0, width));
      return;
    }
    for (const [j, { shift, scale }] of columns.entries()) {
      this.#shift[j] = shift + centre[j] / scale;
      this.#scale[j] = -2 * scale;
      centre[j] = (this.#shift[j] - shift) * scale;
    }
  }

  /** Some rows into the engine, and into `losses`, which has a number for each row of all, what they cost at the centre. */
  begin(rows: Uint32Array, count: number, losses: Float64Array): void {
    const { engine } = this;
    this.#costs.fill(Infinity, 0, count * this.#groups * this.#group);
    if (!this.input.plain) {
      engine.load(rows, count);
      engine.evaluate(count, 0, true);
      for (let i = 0; i < count; i++) losses[rows[i]] = engine.losses[i];
      return;
    }
    engine.loadAsSlopes(rows, count, this.#shiftAt, this.#scaleAt);
    for (let i = 0; i < count; i++) {
      if (Number.isNaN(losses[rows[i]])) losses[rows[i]] = this.#lossOf(i);
      engine.losses[i] = losses[rows[i]];
    }
  }

  /** Half of a slope is an error. */
  #lossOf(i: number): number {
    const { line, slopes } = this.engine;
    let sum = 0;
    for (let at = i * line; at < i * line + this.input.width; at++) sum += slopes[at] ** 2;
    return sum / 4;
  }

  /** The costs of those groups of archetypes for those rows that are `wanted`. */
  compute(count: number, wanted: (row: number, group: number) => boolean): void {
    const { plain, width } = this.input;
    const { size, line, at } = this.engine;
    const lineOfCosts = 32 * this.#groups;
    for (let g = 0; g < this.#groups; g++) {
      let taken = 0;
      for (let i = 0; i < count; i++) {
        if (!wanted(i, g)) continue;
        this.#rows[taken] = at.g + size * line * i;
        this.#outs[taken++] = this.#costsAt + lineOfCosts * i + 32 * g;
      }
      if (taken === 0) continue;
      this.#rows.fill(this.#rows[0], taken, taken + 3);
      const lines = 32 * width * g;
      this.#product(this.#rowsAt, this.#outsAt, taken, this.#linesAt + lines, width, false);
      if (plain) continue;
      for (let i = 0; i < taken + 3; i++) this.#rows[i] += at.w - at.g;
      this.#product(this.#rowsAt, this.#outsAt, taken, this.#halvesAt + lines, width, true);
    }
  }

  /** Of an archetype that was computed for row i. */
  distance(i: number, c: number): number {
    return this.#distanceOf(i, this.#costs[i * this.#groups * this.#group + c] + this.#squares[c]);
  }

  #distanceOf(i: number, cost: number): number {
    return Math.sqrt(Math.max(0, this.engine.losses[i] + cost));
  }

  /**
   * The archetype of least cost of those that were computed for row i, the first of equal ones; and the least distance of each
   * group that was computed, but for that archetype, into `lower` from `at` on.
   */
  nearest(i: number, lower: Float64Array, at: number): number {
    const { k } = this.input;
    const [group, groups, costs, squares] = [this.#group, this.#groups, this.#costs, this.#squares];
    let [nearest, least, place, second] = [0, Infinity, -1, Infinity];
    for (let g = 0, first = 0; g < groups; g++, first += group) {
      const from = i * groups * group + first;
      if (costs[from] === Infinity) continue;
      let [best, leastHere, secondHere] = [first, Infinity, Infinity];
      for (let c = first; c < Math.min(k, first + group); c++) {
        const cost = costs[from + c - first] + squares[c];
        if (cost < leastHere) [best, leastHere, secondHere] = [c, cost, leastHere];
        else if (cost < secondHere) secondHere = cost;
      }
      lower[at + g] = this.#distanceOf(i, leastHere);
      if (leastHere < least) [nearest, least, place, second] = [best, leastHere, g, secondHere];
    }
    if (place >= 0) lower[at + place] = this.#distanceOf(i, second);
    return nearest;
  }
}
