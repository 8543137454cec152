/**
 * Orders of rows and columns in which zeros meet: rows with the same zeros at 32 probed columns stand together.
 */
import { startsOfCounts } from "./counting";

const PROBES: u32 = 32;

/**
 * rows: count × line u8, of which the first `columns` of each row matter → order: count u32, the rows' numbers sorted by
 * which of the probed columns are zero, else as they were. work: 256 + 2 · count u32.
 */
export function rowsByZeros(rows: usize, line: i32, columns: i32, count: i32, order: usize, work: usize): void {
  const size: usize = (<usize>count) << 2;
  const keys = work + 1024;
  const between = keys + size;
  for (let i = 0; i < count; i++) {
    const row = rows + <usize>line * <usize>i;
    let key: u32 = 0;
    for (let probe: u32 = 0; probe < PROBES; probe++) {
      const at = ((2 * probe + 1) * <u32>columns) / (2 * PROBES);
      key = (key << 1) | u32(load<u8>(row + <usize>at) !== 0);
    }
    store<u32>(keys + ((<usize>i) << 2), key);
    store<u32>(order + ((<usize>i) << 2), i);
  }
  for (let shift: u32 = 0; shift < PROBES; shift += 16) {
    sortByByte(order, between, size, keys, shift, work);
    sortByByte(between, order, size, keys, shift + 8, work);
  }
}

/** A stable counting sort of row numbers by eight bits of their keys; counts: 256 u32. */
function sortByByte(from: usize, to: usize, size: usize, keys: usize, shift: u32, counts: usize): void {
  memory.fill(counts, 0, 1024);
  for (let at: usize = 0; at < size; at += 4) {
    const count = counts + ((<usize>((load<u32>(keys + at) >> shift) & 255)) << 2);
    store<u32>(count, load<u32>(count) + 1);
  }
  startsOfCounts(counts);
  for (let at: usize = 0; at < size; at += 4) {
    const row = load<u32>(from + at);
    const count = counts + ((<usize>((load<u32>(keys + ((<usize>row) << 2)) >> shift) & 255)) << 2);
    const place = load<u32>(count);
    store<u32>(count, place + 1);
    store<u32>(to + ((<usize>place) << 2), row);
  }
}

/**
 * rows: count × line u8 → the same with two neighbouring columns each put elsewhere: the columns 2p and 2p + 1 become those
 * that were at pairs[p] and pairs[p] + 1. pairs: line / 2 u32; between: line u8. line is even.
 */
export function pairsInOrder(rows: usize, line: i32, count: i32, pairs: usize, between: usize): void {
  const length = <usize>line;
  for (let row = rows; row < rows + length * <usize>count; row += length) {
    memory.copy(between, row, length);
    for (let at: usize = 0; at < length; at += 2) {
      store<u16>(row + at, load<u16>(between + <usize>load<u32>(pairs + (at << 1))));
    }
  }
}
