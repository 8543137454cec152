/** A row-major matrix into its columns, as strided views. */
import { Column } from "./column.js";
import { checkWhole } from "./check-values.js";

export interface FrameMatrix {
  /** Cell (row, column) at `offset + row · rowStride + column`; used as it is, so do not write to it afterwards. */
  data: Uint8Array | Float32Array | Float64Array;
  rows: number;
  columns: number;
  /** One per column; by default V1, V2, ... */
  names?: readonly string[];
  /** Default `columns`. */
  rowStride?: number;
  /** Default 0. */
  offset?: number;
}

export function matrixColumns(matrix: FrameMatrix): Column[] {
  const { data, rows, columns, rowStride = columns, offset = 0 } = matrix;
  checkWhole("rows", rows, 0);
  checkWhole("columns", columns, 0);
  checkWhole("rowStride", rowStride, columns);
  checkWhole("offset", offset, 0);
  const names = matrix.names ?? Array.from({ length: columns }, (_, column) => `V${column + 1}`);
  if (names.length !== columns) {
    throw new RangeError(`Expected names to hold ${columns} names but found ${names.length}`);
  }
  const needed = rows === 0 ? 0 : offset + (rows - 1) * rowStride + columns;
  if (data.length < needed) {
    throw new RangeError(`Expected data of ${rows} x ${columns} to hold ${needed} numbers but found ${data.length}`);
  }
  return names.map((name, column) => {
    return new Column(name, { kind: "number", values: data, length: rows, offset: offset + column, stride: rowStride });
  });
}
