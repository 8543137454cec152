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

/** The width of a text beside a point: of a long name as much as leaves room for others. */
export function labelRoom(plotWidth: number): number {
  return Math.min(220, 0.4 * plotWidth);
}
