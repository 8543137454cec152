/** Numbers, counts, durations and sizes to short text for people, and any text to harmless HTML. */

/** 60000 to "60,000". */
export function formatCount(count: number): string {
  return count.toLocaleString("en-US", { maximumFractionDigits: 0 });
}

/** "1 picture", "25 pictures". */
export function formatCountOf(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? "" : "s"}`;
}

/** Seconds to "0.4 s", "42 s", "2 min 05 s", "1 h 02 min". */
export function formatSeconds(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, "0")} s`;
  const minutes = Math.round(whole / 60);
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")} min`;
}

/** Bytes to "812 B", "26.4 MB" (decimal units). */
export function formatBytes(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let power = 0;
  while (power < units.length - 1 && bytes >= 999.5 * 1000 ** power) power++;
  const value = bytes / 1000 ** power;
  return `${power === 0 || value >= 99.95 ? Math.round(value) : value.toFixed(1)} ${units[power]}`;
}

/** From here on decimals say nothing, and only whole numbers are written out. */
const WITHOUT_DECIMALS = 1e9;

/**
 * A column of numbers to texts with the same number of decimals, so that they align on the point. At least five
 * significant digits are kept where there are so many; very large and very small numbers are written with an exponent.
 */
export function formatColumn(values: readonly number[]): string[] {
  const plain = values.filter((value) => Number.isFinite(value) && isPlain(value));
  const decimals = Math.min(6, Math.max(0, ...plain.map((value) => decimalsOf(Number(value.toPrecision(5))))));
  return values.map((value) => {
    if (!Number.isFinite(value)) return String(value);
    const vanishes = value !== 0 && Math.abs(value) < 0.5 * 10 ** -decimals;
    const dwarfs = decimals > 0 && Math.abs(value) >= WITHOUT_DECIMALS;
    return isPlain(value) && !vanishes && !dwarfs
      ? (value === 0 ? 0 : value).toFixed(decimals)
      : value.toExponential(3);
  });
}

function isPlain(value: number): boolean {
  const size = Math.abs(value);
  return size === 0 || (size >= 1e-5 && size < 1e15);
}

function decimalsOf(value: number): number {
  const text = String(value);
  const [digits, exponent] = text.split("e");
  const fraction = digits.split(".")[1]?.length ?? 0;
  return Math.max(0, fraction - Number(exponent ?? 0));
}

/** Text to HTML: what the user's data says is shown, never interpreted. */
export function escapeHtml(text: string): string {
  const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
  return text.replace(/[&<>"']/g, (character) => entities[character]);
}

/** The notes that there are, each once, as one text; undefined when there are none. */
export function joinNotes(...notes: (string | undefined)[]): string | undefined {
  const said = [...new Set(notes.filter((note) => note !== undefined && note !== ""))];
  return said.length === 0 ? undefined : said.join(" ");
}
