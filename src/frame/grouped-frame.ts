/** Rows in groups of equal cells of one column, and what can be said of each group. */
import { type Column, pickRows } from "./column.js";
import { columnFrom } from "./column-from.js";
import type { Frame } from "./frame.js";
import { type Groups, groupsOf } from "./group.js";

/** The groups of `frame.groupBy(name)`, ordered by value; missing cells are a group of their own, the last. */
export class GroupedFrame {
  readonly #groups: Groups;
  readonly #key: Column;
  readonly #columns: readonly Column[];
  readonly #frame: (columns: readonly Column[]) => Frame;

  /** Made by `Frame.groupBy`; `frame` turns columns into a frame. */
  constructor(by: Column, columns: readonly Column[], frame: (columns: readonly Column[]) => Frame) {
    this.#groups = groupsOf(by);
    this.#key = pickRows([by], this.#groups.first)[0];
    this.#columns = columns;
    this.#frame = frame;
  }

  /** One row per group: the group's value and `count`. */
  count(): Frame {
    return this.#frame([this.#key, columnFrom("count", this.#groups.counts)]);
  }

  /** One row per group: the group's value and the mean of every other column of numbers, without its missing cells. */
  mean(): Frame {
    const numbers = this.#columns.filter(({ kind, name }) => kind === "number" && name !== this.#key.name);
    return this.#frame([this.#key, ...numbers.map((column) => columnFrom(column.name, this.#means(column)))]);
  }

  #means(column: Column): Float64Array {
    const { size, groupOf } = this.#groups;
    const sums = new Float64Array(size);
    const counts = new Float64Array(size);
    const numbers = column.toNumbers();
    for (let row = 0; row < numbers.length; row++) {
      if (Number.isNaN(numbers[row])) continue;
      sums[groupOf[row]] += numbers[row];
      counts[groupOf[row]]++;
    }
    return sums.map((sum, group) => sum / counts[group]);
  }
}
