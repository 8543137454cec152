/**
 * A frame into the problem that the solvers work on: one row-major matrix of raw cells (rows × columns, NaN missing,
 * categories as codes), and for each column its loss, its transform and its place among the columns of Y.
 *
 * Columns lie as in H2O: categories first, those with the most levels foremost, then numbers and booleans in the frame's
 * order. A category takes one column of Y per level (`<column>.<level>`, see `archetypeNames`), or what its loss needs.
 */
import { formatCountOf } from "../display/format.js";
import type { Column, ColumnKind } from "../frame/column.js";
import type { Frame } from "../frame/frame.js";
import { columnStatistics } from "../linear/column-statistics.js";
import { keepColumns } from "../linear/keep-columns.js";
import { totalOfSquares } from "../linear/total-of-squares.js";
import { type ColumnStatistics, columnTransform } from "../matrix/columns.js";
import { type Matrix, sharedDoubles } from "../matrix/matrix.js";
import { breather } from "../workers/breathe.js";
import type { Running } from "../workers/pool.js";
import { type BlockLoss, BLOCK_LOSSES, type BlockLossName } from "./block-losses.js";
import { checkCells, checkDomains } from "./check-domains.js";
import type { CheckedOptions } from "./check-options.js";
import { BLOCK_LOSS_CODES, LOSS_CODES, OWN_LOSS } from "./loss-codes.js";
import { BINARY_LOSSES, type Loss, lossNamed, type LossName, lossParameter } from "./losses.js";
import type { ColumnLoss } from "./options.js";

/** How one column of the frame is modelled; plain numbers apart from the loss, which stays on the calling thread. */
export interface CodedColumn {
  name: string;
  kind: ColumnKind;
  levels: readonly string[] | undefined;
  loss: Loss | BlockLoss;
  /** Its number in the compiled routines. */
  code: number;
  parameter: number;
  /** Bound of the loss's second derivative; Infinity when there is none. */
  curvature: number;
  /** Where its columns of Y begin, and how many there are. */
  first: number;
  width: number;
  /** The transformed cell is (cell − shift) · scale. */
  shift: number;
  scale: number;
}

/** A column that was left out because it holds one value, or none (NaN). */
export interface Constant {
  name: string;
  kind: ColumnKind;
  /** A category's is the code of its `level`. */
  value: number;
  level?: string;
}

export interface Problem {
  /** rows × columns, in the order of `columns`. */
  matrix: Matrix;
  columns: CodedColumn[];
  /** Columns of Y. */
  width: number;
  names: string[];
  /** The names of `columns` in the order that they have in the frame. */
  order: string[];
  constant: Constant[];
  /** Observed cells, and the sum of the squares of the transformed ones (a category counts as ones and zeros). */
  observed: number;
  squares: number;
  /** H2O's total variance times rows − 1: `squares` with missing numbers at the means of their columns. */
  variation: number;
  /** The smallest observed cell of each column. */
  smallest: Float64Array;
  /** Rows without an observed cell. */
  emptyRows: number[];
}

/** Throws when the frame does not fit the options: see `glrm`. */
export async function codeFrame(frame: Frame, options: CheckedOptions, running: Running): Promise<Problem> {
  const { settings } = options;
  if (frame.rowCount < 1 || frame.columnCount < 1) {
    throw new RangeError(`Expected a frame with rows and columns but found ${frame.rowCount} x ${frame.columnCount}`);
  }
  const names = columnOrder(frame);
  let matrix = await rawMatrix(frame, names, running.signal);
  let statistics = await columnStatistics(matrix, { ...running, onProgress: undefined });
  const constant = names.flatMap((name, j) =>
    statistics.constant[j] ? [constantOf(frame.column(name), statistics.smallest[j])] : [],
  );
  if (settings.ignoreConstCols && constant.length > 0) {
    if (constant.length === names.length) {
      const all = constant.length === 1 ? "the only one is" : `all ${constant.length} are`;
      throw new RangeError(`Expected a column with more than one value but ${all} constant (see ignoreConstCols)`);
    }
    const kept = names.flatMap((_, j) => (statistics.constant[j] ? [] : [j]));
    matrix = await keepColumns(matrix, kept, running.signal);
    statistics = pick(statistics, kept);
  }
  checkCells(matrix, statistics);
  const columns = codeColumns(
    matrix.names.map((name) => frame.column(name)),
    statistics,
    options,
  );
  await checkDomains(matrix, columns, running.signal);
  const width = columns.reduce((sum, column) => sum + column.width, 0);
  const left = settings.ignoreConstCols ? constant : [];
  const squares = squaresOf(columns, statistics);
  const modelled = new Set(matrix.names);
  checkRank(settings.k, matrix.rows, width, left);
  return {
    matrix,
    columns,
    width,
    names: archetypeNames(columns, frame),
    order: frame.columnNames.filter((name) => modelled.has(name)),
    constant: left,
    observed: statistics.observed.reduce((sum, count) => sum + count, 0),
    squares,
    variation: squares + squaresOfMeans(columns, statistics, matrix.rows),
    smallest: statistics.smallest,
    emptyRows: emptyRows(matrix, statistics),
  };
}

function constantOf({ name, kind, levels }: Column, value: number): Constant {
  return levels === undefined || Number.isNaN(value)
    ? { name, kind, value }
    : { name, kind, value, level: levels[value] };
}

/** From the columns' statistics alone. */
function squaresOf(columns: readonly CodedColumn[], statistics: ColumnStatistics): number {
  const shift = Float64Array.from(columns, (column) => column.shift);
  const scale = Float64Array.from(columns, (column) => (isBlockLoss(column.loss) ? 0 : column.scale));
  const levels = columns.map(({ loss }, j) => (isBlockLoss(loss) ? statistics.observed[j] : 0));
  return totalOfSquares(statistics, { shift, scale }) + levels.reduce((sum, count) => sum + count, 0);
}

/** Of the missing numbers, each taken for the mean of its column. */
function squaresOfMeans(columns: readonly CodedColumn[], { observed, mean }: ColumnStatistics, rows: number): number {
  return columns.reduce((sum, { loss, shift, scale }, j) => {
    return isBlockLoss(loss) ? sum : sum + (rows - observed[j]) * ((mean[j] - shift) * scale) ** 2;
  }, 0);
}

export function isBlockLoss(loss: Loss | BlockLoss): loss is BlockLoss {
  return "width" in loss;
}

/** Categories by falling number of levels, then all others as they are. */
function columnOrder(frame: Frame): string[] {
  const columns = frame.columnNames.map((name) => frame.column(name));
  for (const { name, kind } of columns) {
    if (kind === "text") {
      throw new TypeError(`Expected column "${name}" to hold numbers, booleans or categories but found text; drop it`);
    }
  }
  const categories = columns.filter(({ kind }) => kind === "category");
  // H2O's sort by exchanges, which moves those with as many levels past each other.
  for (let i = 0; i < categories.length; i++) {
    for (let j = i + 1; j < categories.length; j++) {
      const [one, other] = [categories[i], categories[j]];
      if (one.levels!.length < other.levels!.length) [categories[i], categories[j]] = [other, one];
    }
  }
  return [...categories, ...columns.filter(({ kind }) => kind !== "category")].map(({ name }) => name);
}

/** Numbers as they lie in memory where all columns are numbers; otherwise a float64 copy, by default with codes. */
export async function rawMatrix(
  frame: Frame,
  names: readonly string[],
  signal: AbortSignal | undefined,
  numbersOf: (column: Column, j: number) => Float64Array = (column) => column.toNumbers(),
): Promise<Matrix> {
  const columns = names.map((name) => frame.column(name));
  if (columns.every(({ kind }) => kind === "number")) return frame.toMatrix(names);
  const rows = frame.rowCount;
  const data = sharedDoubles(rows * names.length);
  const breathe = breather(signal);
  for (const [j, column] of columns.entries()) {
    await breathe();
    const numbers = numbersOf(column, j);
    for (let i = 0; i < rows; i++) data[i * names.length + j] = numbers[i];
  }
  return { data, rows, columns: names.length, rowStride: names.length, offset: 0, names: [...names] };
}

function codeColumns(columns: Column[], statistics: ColumnStatistics, options: CheckedOptions): CodedColumn[] {
  const { settings, lossByCol } = options;
  const { shift, scale } = columnTransform(settings.transform, statistics);
  const lossOf = (own: LossName | Loss): Loss => (typeof own === "string" ? lossNamed(own, settings) : own);
  const common = lossOf(options.loss);
  let first = 0;
  return columns.map((column, j) => {
    const choice = ownLoss(lossByCol, column.name);
    const { name, kind, levels } = column;
    let coded: CodedColumn;
    const binary = kind === "category" && BINARY_LOSSES.includes(choice as string);
    if (kind === "category" && !binary) {
      const loss = BLOCK_LOSSES[(choice as BlockLossName | undefined) ?? settings.multiLoss];
      const width = Math.max(1, loss.width(levels!.length));
      const code = BLOCK_LOSS_CODES[loss.name];
      coded = {
        name,
        kind,
        levels,
        loss,
        code,
        parameter: 0,
        curvature: loss.curvature,
        first,
        width,
        shift: 0,
        scale: 1,
      };
    } else {
      const own = (choice as LossName | Loss | undefined) ?? options.loss;
      const loss = choice === undefined ? common : lossOf(own);
      const code = typeof own === "string" ? LOSS_CODES[own] : OWN_LOSS;
      const untouched = BINARY_LOSSES.includes(loss.name) || kind !== "number";
      coded = {
        ...{ name, kind, levels, loss, code, first, width: 1, curvature: loss.curvature },
        parameter: typeof own === "string" ? lossParameter(own, settings) : 0,
        shift: untouched ? 0 : shift[j],
        scale: untouched ? 1 : scale[j],
      };
    }
    first += coded.width;
    return coded;
  });
}

/** The loss of one column, if it has its own; a column may be named as what every object has, such as "constructor". */
export function ownLoss(lossByCol: Readonly<Record<string, ColumnLoss>>, name: string): ColumnLoss | undefined {
  return Object.hasOwn(lossByCol, name) ? lossByCol[name] : undefined;
}

/**
 * The names of the columns of Y, all different: a level's is `<column>.<level>`, with "_2", "_3", … behind it where a column
 * of the frame, or a level before it, has that name.
 */
function archetypeNames(columns: readonly CodedColumn[], frame: Frame): string[] {
  const taken = new Set(frame.columnNames);
  return columns.flatMap(({ name, levels, width, loss }) => {
    if (levels === undefined || !isBlockLoss(loss)) return [name];
    return Array.from({ length: width }, (_, i) => {
      const wanted = `${name}.${levels[i] ?? i}`;
      let free = wanted;
      for (let suffix = 2; taken.has(free); suffix++) free = `${wanted}_${suffix}`;
      taken.add(free);
      return free;
    });
  });
}

function checkRank(k: number, rows: number, width: number, constant: readonly Constant[]): void {
  const most = Math.min(rows, width);
  if (k <= most) return;
  const columns = formatCountOf(constant.length, "constant column");
  const left = constant.length === 0 ? "" : ` (${columns} left out; see ignoreConstCols)`;
  throw new RangeError(`Expected k to be at most min(rows, columns) = ${most}${left} but found ${k}`);
}

/** Rows without any value; looked for only where columns have holes enough for one. */
function emptyRows(matrix: Matrix, { observed }: ColumnStatistics): number[] {
  const { data, rows, columns, rowStride, offset } = matrix;
  if (observed.some((count) => count === rows)) return [];
  const empty: number[] = [];
  for (let i = 0; i < rows; i++) {
    const from = offset + i * rowStride;
    let j = 0;
    while (j < columns && Number.isNaN(data[from + j])) j++;
    if (j === columns) empty.push(i);
  }
  return empty;
}

function pick(statistics: ColumnStatistics, kept: readonly number[]): ColumnStatistics {
  const some = (values: Float64Array): Float64Array => Float64Array.from(kept, (j) => values[j]);
  return {
    observed: some(statistics.observed),
    mean: some(statistics.mean),
    deviation: some(statistics.deviation),
    smallest: some(statistics.smallest),
    largest: some(statistics.largest),
    range: some(statistics.range),
    constant: kept.map((j) => statistics.constant[j]),
  };
}
