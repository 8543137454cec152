/** A few lines of text beside a place in a plot. */
import { element } from "./view.js";

export class Tooltip {
  readonly node = element("div", "lr-Tooltip");

  constructor() {
    this.node.hidden = true;
  }

  /** Shows lines at a place in CSS pixels of the parent; the side is the one with room. */
  show(lines: string[], place: { x: number; y: number }, parentWidth: number): void {
    this.node.replaceChildren(...lines.map((line) => element("div", "lr-Tooltip-line", line)));
    this.node.hidden = false;
    const right = place.x < parentWidth / 2;
    this.node.style.left = right ? `${place.x + 12}px` : "";
    this.node.style.right = right ? "" : `${parentWidth - place.x + 12}px`;
    this.node.style.top = `${Math.max(0, place.y - this.node.offsetHeight / 2)}px`;
  }

  hide(): void {
    this.node.hidden = true;
  }
}
