/** 1234.5678 to "1234.57", 0.000012345 to "1.2345e-5": a number read off a picture, with at most six digits. */
export function formatNumber(value: number): string {
  return String(Number(value.toPrecision(6)));
}
