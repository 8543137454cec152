/** What a model is made of, and its form in a file. */
import type { ModelFile } from "../data/model-file.js";
import type { Frame } from "../frame/frame.js";
import { type Matrix, sharedDoubles } from "../matrix/matrix.js";
import { BLOCK_LOSSES, type BlockLossName } from "./block-losses.js";
import type { CodedColumn, Constant } from "./coding.js";
import { OWN_LOSS } from "./loss-codes.js";
import { lossNamed, type LossName } from "./losses.js";
import type { GlrmMetrics } from "./metrics.js";
import type { GlrmSettings } from "./options.js";
import type { Frozen } from "./place.js";
import type { Solution } from "./solution.js";

export interface ModelParts extends Frozen {
  columns: readonly CodedColumn[];
  settings: GlrmSettings;
  solution: Solution;
  rows: number;
  /** The names of the columns of Y. */
  names: string[];
  /** The names of `columns` in the order that they have in the training frame. */
  order: readonly string[];
  constant: Constant[];
  single: boolean;
  /** Sum of squares of the transformed cells, missing numbers at the means of their columns. */
  squares: number;
  /** Of X·Y: k singular values, and right vectors k × width; made when it is first asked for. */
  svd: () => { values: Float64Array; right: Float64Array };
  validationMetrics: GlrmMetrics | undefined;
  threads: number;
  note: string | undefined;
  /** What the model was fitted on; a loaded model has neither. */
  matrix: Matrix | undefined;
  trained: Frame | undefined;
}

/** What of the parts JSON can hold. */
interface Header extends Pick<
  ModelParts,
  "settings" | "rows" | "names" | "order" | "constant" | "single" | "squares" | "validationMetrics"
> {
  columns: (Omit<CodedColumn, "loss" | "curvature"> & { loss: string })[];
  solution: Pick<Solution, "solver" | "converged" | "warnings">;
  scale: number;
  gammaX: number;
  note: string | null;
}

export function fileOfParts(parts: ModelParts): ModelFile {
  const { settings, solution, columns, penaltyX, note } = parts;
  const own = columns.find(({ code }) => code === OWN_LOSS);
  if (own !== undefined || penaltyX.own !== undefined) {
    const what =
      own === undefined ? `regulariser "${penaltyX.name}"` : `loss "${own.loss.name}" of column "${own.name}"`;
    throw new TypeError(
      `Expected losses and regularisers of lowrank's own, which a file can name, but found the ${what}`,
    );
  }
  const header: Header = {
    settings,
    rows: parts.rows,
    names: parts.names,
    order: parts.order,
    constant: parts.constant.filter(({ value }) => Number.isFinite(value)),
    single: parts.single,
    squares: parts.squares,
    validationMetrics: parts.validationMetrics,
    columns: columns.map(({ loss, curvature: _, levels, ...rest }) => ({ ...rest, levels, loss: loss.name })),
    solution: { solver: solution.solver, converged: solution.converged, warnings: solution.warnings },
    scale: parts.scale,
    gammaX: penaltyX.gamma,
    note: note ?? null,
  };
  const history = Float64Array.from(
    solution.history.flatMap(({ objective, step, seconds }) => [objective, step, seconds]),
  );
  const { values: singularValues, right } = parts.svd();
  // What is undefined is not in JSON; say so by leaving it out.
  const plain = JSON.parse(JSON.stringify(header)) as unknown;
  return { kind: "glrm", header: plain, arrays: { x: solution.x, y: solution.y, history, singularValues, right } };
}

export function partsOfFile({ header: plain, arrays }: ModelFile, threads: number): ModelParts {
  const header = plain as Header;
  const { settings, solution, note } = header;
  const [x, y, history, singularValues, right] = ["x", "y", "history", "singularValues", "right"].map((name) =>
    shared(arrays[name] as Float64Array),
  );
  const columns = header.columns.map((column): CodedColumn => {
    const loss =
      column.loss in BLOCK_LOSSES
        ? BLOCK_LOSSES[column.loss as BlockLossName]
        : lossNamed(column.loss as LossName, settings);
    return { ...column, levels: column.levels, loss, curvature: loss.curvature };
  });
  const svd = { values: singularValues, right };
  return {
    ...{ settings, columns, y, svd: () => svd, threads, rows: header.rows, names: header.names, k: settings.k },
    ...{
      order: header.order,
      constant: header.constant,
      single: header.single,
      squares: header.squares,
      scale: header.scale,
    },
    width: columns.reduce((sum, { width }) => sum + width, 0),
    penaltyX: { name: settings.regularizationX, gamma: header.gammaX },
    solution: {
      ...{ x, y, ...solution },
      history: Array.from({ length: history.length / 3 }, (_, i) => {
        return { objective: history[3 * i], step: history[3 * i + 1], seconds: history[3 * i + 2] };
      }),
    },
    // JSON has no Infinity, which is the error where e^u overflows, and says null.
    validationMetrics: header.validationMetrics && {
      ...header.validationMetrics,
      numErr: header.validationMetrics.numErr ?? Infinity,
    },
    note: note ?? undefined,
    matrix: undefined,
    trained: undefined,
  };
}

function shared(values: Float64Array): Float64Array {
  if (values.buffer instanceof SharedArrayBuffer) return values;
  const copy = sharedDoubles(values.length);
  copy.set(values);
  return copy;
}
