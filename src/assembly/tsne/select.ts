/** The value that would stand at a place if an array were sorted (Hoare's quickselect); the array is reordered. */

/** values: count i32. */
export function selectIntegers(values: usize, count: i32, place: i32): i32 {
  let low = 0;
  let high = count - 1;
  while (low < high) {
    const pivot = load<i32>(values + ((<usize>((low + high) >> 1)) << 2));
    let i = low;
    let j = high;
    while (i <= j) {
      while (load<i32>(values + ((<usize>i) << 2)) < pivot) i++;
      while (load<i32>(values + ((<usize>j) << 2)) > pivot) j--;
      if (i > j) break;
      const kept = load<i32>(values + ((<usize>i) << 2));
      store<i32>(values + ((<usize>i) << 2), load<i32>(values + ((<usize>j) << 2)));
      store<i32>(values + ((<usize>j) << 2), kept);
      i++;
      j--;
    }
    if (place <= j) high = j;
    else if (place >= i) low = i;
    else break;
  }
  return load<i32>(values + ((<usize>place) << 2));
}

/** values: count f64. */
export function selectDoubles(values: usize, count: i32, place: i32): f64 {
  let low = 0;
  let high = count - 1;
  while (low < high) {
    const pivot = load<f64>(values + ((<usize>((low + high) >> 1)) << 3));
    let i = low;
    let j = high;
    while (i <= j) {
      while (load<f64>(values + ((<usize>i) << 3)) < pivot) i++;
      while (load<f64>(values + ((<usize>j) << 3)) > pivot) j--;
      if (i > j) break;
      const kept = load<f64>(values + ((<usize>i) << 3));
      store<f64>(values + ((<usize>i) << 3), load<f64>(values + ((<usize>j) << 3)));
      store<f64>(values + ((<usize>j) << 3), kept);
      i++;
      j--;
    }
    if (place <= j) high = j;
    else if (place >= i) low = i;
    else break;
  }
  return load<f64>(values + ((<usize>place) << 3));
}
