/** How many of the 60,000 rows a benchmark takes: the number after `--rows`, else the one given. */
export function askedRows(otherwise) {
  const at = process.argv.indexOf("--rows");
  const rows = at < 0 ? otherwise : Number(process.argv[at + 1]);
  if (!Number.isInteger(rows) || rows < 64 || rows > 60000) {
    throw new RangeError(`Expected --rows to be a whole number from 64 to 60000 but found ${process.argv[at + 1]}`);
  }
  return rows;
}
