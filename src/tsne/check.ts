/** Options to errors that name the option, the rule and the value. */

export function checkWhole(name: string, value: number, least: number, most: number = Infinity): void {
  if (Number.isSafeInteger(value) && value >= least && value <= most) return;
  const range = most === Infinity ? `of at least ${least}` : `from ${least} to ${most}`;
  throw new RangeError(`Expected ${name} to be a whole number ${range} but found ${String(value)}`);
}

export function checkNumber(name: string, value: number, least: number, most: number = Infinity): void {
  if (typeof value === "number" && Number.isFinite(value) && value >= least && value <= most) return;
  const range = most === Infinity ? `of at least ${least}` : `from ${least} to ${most}`;
  throw new RangeError(`Expected ${name} to be a finite number ${range} but found ${String(value)}`);
}

export function checkFlag(name: string, value: boolean): void {
  if (typeof value !== "boolean") {
    throw new TypeError(`Expected ${name} to be true or false but found ${String(value)}`);
  }
}
