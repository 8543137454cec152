/** A text to as much of it as fits a width; for the drawn pages here and for the extension's views. */

/** A pen with a font, e.g. a canvas's context. */
export interface TextMeasure {
  measureText(text: string): { width: number };
}

/** The longest beginning of a text that fits a width, with an ellipsis when it was cut. Uses the pen's font. */
export function fitText(pen: TextMeasure, text: string, width: number): string {
  if (pen.measureText(text).width <= width) return text;
  const characters = Array.from(text);
  while (characters.length > 0 && pen.measureText(`${characters.join("")}…`).width > width) characters.pop();
  return `${characters.join("").trimEnd()}…`;
}

/**
 * As much of the beginning and of the end of a name as fits a width, with an ellipsis between when it was cut: columns such
 * as "household.owned" and "household.rented" are told apart by their ends.
 */
export function fitName(pen: TextMeasure, name: string, width: number): string {
  if (pen.measureText(name).width <= width) return name;
  const characters = Array.from(name);
  for (let kept = characters.length - 1; kept > 1; kept--) {
    const [head, tail] = [characters.slice(0, Math.ceil(kept / 2)), characters.slice(-Math.floor(kept / 2))];
    const text = `${head.join("").trimEnd()}…${tail.join("").trimStart()}`;
    if (pen.measureText(text).width <= width) return text;
  }
  return fitText(pen, name, width);
}

/** The width of a text beside a point: of a long name as much as leaves room for others. */
export function labelRoom(plotWidth: number): number {
  return Math.min(220, 0.4 * plotWidth);
}
