/** A range of numbers to places on a line and to round ticks, linear or logarithmic. */

export type ScaleKind = "linear" | "log";

export interface Scale {
  readonly kind: ScaleKind;
  /** The value at the start and at the end of the line. */
  readonly range: readonly [number, number];
  /** 0 at the start of the range, 1 at its end; not finite for a value that cannot be placed. */
  place(value: number): number;
  /** Round values within the range. */
  readonly ticks: readonly number[];
}

/** From here on the thousands of ticks are set apart: four digits may be a year. */
const GROUPED = 1e4;
/** Sums and differences of larger values may be infinite. */
const LARGEST = 1e300;
/** Values that differ by less, as a share of their size, have no ticks of twelve digits between them. */
const FINEST = 1e-10;

/** Whether a value has a place on a linear scale: finite, and not so large that reckoning with it overflows. */
export function isPlaceable(value: number): boolean {
  return Math.abs(value) <= LARGEST;
}

/**
 * A scale over all the values, with some room at both ends.
 * `count` is about how many ticks there should be. Values that cannot be placed (see `isPlaceable`; not positive on a
 * logarithmic scale) are passed over; values that are equal but for rounding are taken for one.
 */
export function scaleOver(values: Iterable<number>, kind: ScaleKind, count: number, room: number = 0.04): Scale {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (!isPlaceable(value) || (kind === "log" && value <= 0)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low > high) [low, high] = kind === "log" ? [1, 10] : [0, 1];
  const size = Math.max(Math.abs(low), Math.abs(high));
  const isOne = high - low <= FINEST * size;
  if (kind === "log") {
    const air = 10 ** ((isOne ? 1 : Math.log10(high) - Math.log10(low)) * room);
    return logScale(Math.max(Number.MIN_VALUE, low / air), Math.min(Number.MAX_VALUE, high * air), count);
  }
  const width = isOne ? size || 1 : high - low;
  return linearScale(low - width * room, high + width * room, count);
}

/** A linear scale from 0 over values of at least 0, with some room at the top: twice as high is twice as much. */
export function scaleFromZero(values: Iterable<number>, count: number, room: number = 0.04): Scale {
  const high = Math.max(0, ...Array.from(values).filter(isPlaceable)) || 1;
  return linearScale(0, high * (1 + room), count);
}

function linearScale(low: number, high: number, count: number): Scale {
  return {
    kind: "linear",
    range: [low, high],
    place: (value) => (isPlaceable(value) ? (value - low) / (high - low) : NaN),
    ticks: linearTicks(low, high, count),
  };
}

function logScale(low: number, high: number, count: number): Scale {
  const from = Math.log10(low);
  const width = Math.log10(high) - from;
  return {
    kind: "log",
    range: [low, high],
    place: (value) => (isPlaceable(value) ? (Math.log10(value) - from) / width : NaN),
    ticks: logTicks(low, high, count),
  };
}

/** Multiples of 1, 2 or 5 times a power of ten. */
export function linearTicks(low: number, high: number, count: number): number[] {
  const rough = (high - low) / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * (rough / power >= 7.07 ? 10 : rough / power >= 3.16 ? 5 : rough / power >= 1.41 ? 2 : 1);
  const ticks: number[] = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++) {
    // Twelve digits: 3 × 0.1 is meant as 0.3.
    ticks.push(Number((i * step).toPrecision(12)));
  }
  return ticks;
}

/** Powers of ten, thinned when there are many, with 2 and 5 between them when there are few. */
export function logTicks(low: number, high: number, count: number): number[] {
  const decades = Math.log10(high) - Math.log10(low);
  if (decades < 0.7) return linearTicks(low, high, count).filter((tick) => tick > 0);
  const every = Math.max(1, Math.ceil(decades / count));
  const steps = decades > 0.6 * count ? [1] : decades > 0.3 * count ? [1, 3] : [1, 2, 5];
  const ticks: number[] = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.log10(high); power++) {
    if (power % every !== 0) continue;
    for (const step of steps) {
      const tick = Number(`${step}e${power}`);
      if (tick >= low && tick <= high) ticks.push(tick);
    }
  }
  return ticks;
}

/** A scale with its ticks at the values themselves, where these are few enough to be written side by side. */
export function ticksAtValues(scale: Scale, values: Iterable<number>): Scale {
  const ticks = [...new Set(values)].sort((a, b) => a - b);
  const places = ticks.map((tick) => scale.place(tick));
  const clear = places.every(
    (place, index) => Number.isFinite(place) && (index === 0 || place - places[index - 1] > 0.06),
  );
  return clear && ticks.length >= 2 ? { ...scale, ticks } : scale;
}

/** A linear scale without ticks between whole numbers, where all the values are whole: there is no iteration 1.5. */
export function wholeTicks(scale: Scale, values: Iterable<number>): Scale {
  for (const value of values) if (!Number.isInteger(value)) return scale;
  const ticks = scale.ticks.filter(Number.isInteger);
  return ticks.length === 0 ? scale : { ...scale, ticks };
}

/** A text, and the power that is raised after it: "10" and −5. */
export interface TickLabel {
  text: string;
  power?: number;
}

/** One label for each tick; with a power other than 0 all of them are to be multiplied by ten to it. */
export interface TickLabels {
  labels: TickLabel[];
  power: number;
}

/**
 * Ticks to labels. Linear ones have the same number of decimals, and from a million on or below a thousandth the common
 * power of ten is taken out: 1.2e11 and 1.4e11 are "1.2" and "1.4" with power 11. Logarithmic ones stand for themselves.
 */
export function tickLabels({ kind, ticks }: Scale): TickLabels {
  if (kind === "log") return { labels: ticks.map(logLabel), power: 0 };
  const largest = Math.max(0, ...ticks.map(Math.abs));
  const power = largest >= 1e6 || (largest > 0 && largest < 1e-3) ? Math.floor(Math.log10(largest)) : 0;
  const scaled = ticks.map((tick) => Number((tick / 10 ** power).toPrecision(12)));
  const decimals = Math.max(0, ...scaled.map((value) => String(value).split(".")[1]?.length ?? 0));
  const grouped = largest >= GROUPED;
  return { labels: scaled.map((value) => ({ text: numberText(value, decimals, decimals, grouped) })), power };
}

function logLabel(tick: number): TickLabel {
  if (tick >= 1e-3 && tick < 1e6) return { text: numberText(tick, 0, 6) };
  const power = Math.floor(Math.log10(tick) + 1e-9);
  const factor = Number((tick / 10 ** power).toPrecision(4));
  return { text: factor === 1 ? "10" : `${factor} × 10`, power };
}

function numberText(value: number, least: number, most: number, useGrouping = true): string {
  const digits = { minimumFractionDigits: least, maximumFractionDigits: most };
  const text = value.toLocaleString("en-US", { ...digits, useGrouping });
  return text.replace("-", "−");
}
