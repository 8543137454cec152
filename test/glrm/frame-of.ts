import { Frame } from "#src/frame/frame.js";

/** A frame of numbers from rows. */
export function frameOf(rows: number[][], names?: string[]): Frame {
  const data = Float64Array.from(rows.flat());
  return Frame.fromMatrix({ data, rows: rows.length, columns: rows[0].length, names });
}
