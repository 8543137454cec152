/** Timings and objectives as text. */

/** "min, mean ± sd" of seconds. */
export function summary(seconds) {
  const mean = seconds.reduce((a, b) => a + b, 0) / seconds.length;
  const sd = Math.sqrt(seconds.reduce((sum, s) => sum + (s - mean) ** 2, 0) / Math.max(1, seconds.length - 1));
  return `${Math.min(...seconds).toFixed(2)}, ${mean.toFixed(2)} ± ${sd.toFixed(2)}`;
}

export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return (sorted[Math.floor(middle)] + sorted[Math.ceil(middle)]) / 2;
}

/** Rows of plain objects as an aligned table. */
export function textTable(rows) {
  const names = Object.keys(rows[0]);
  const cells = [names, ...rows.map((row) => names.map((name) => String(row[name])))];
  const widths = names.map((_, j) => Math.max(...cells.map((line) => line[j].length)));
  return cells.map((line) => line.map((cell, j) => cell.padStart(widths[j])).join("  ")).join("\n");
}

/** An objective to seven digits; "-" where there is none. */
export function short(value) {
  return value === undefined ? "-" : Number(value).toPrecision(7);
}
