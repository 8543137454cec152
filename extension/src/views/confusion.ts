/** A confusion matrix to a real table: the stronger a cell's colour, the larger its share of the true class. */
import { shareOf } from "../../../src/display/confusion-share.js";
import { formatCount } from "../../../src/display/format.js";
import type { ConfusionPayload } from "../../../src/display/payload.js";
import { element, keepKeys, setText, type View } from "./view.js";

export class ConfusionView implements View<ConfusionPayload> {
  readonly node = element("div", "lr-Confusion");
  readonly #title = element("div", "lr-Title");
  readonly #scroller = element("div", "lr-Table-scroller lr-Confusion-scroller");
  readonly #note = element("div", "lr-Note");

  constructor() {
    this.#scroller.tabIndex = 0;
    keepKeys(this.#scroller);
    this.#scroller.setAttribute("role", "region");
    this.node.append(this.#title, this.#scroller, this.#note);
  }

  show({ title, classes, counts, note }: ConfusionPayload): void {
    setText(this.#title, title);
    setText(this.#note, note);
    this.#scroller.setAttribute("aria-label", `${title}: rows are true classes, columns predicted ones`);
    const table = element("table", "lr-Confusion-table");
    const head = table.createTHead().insertRow();
    const corner = element("td", "lr-Confusion-corner", "true ↓  predicted →");
    head.append(corner, ...classes.map((name) => header("col", name)), header("col", "recall"));
    const body = table.createTBody();
    counts.forEach((line, row) => {
      const cells = line.map((count, column) => {
        const share = shareOf(counts, row, column);
        const cell = element("td", "lr-Confusion-cell", count === 0 ? "" : formatCount(count));
        cell.dataset.right = String(row === column);
        // The root shows rare mistakes too.
        cell.style.setProperty("--lr-share", `${(100 * Math.sqrt(share)).toFixed(1)}%`);
        cell.dataset.strong = String(share > 0.3);
        cell.title = `${classes[row]} predicted as ${classes[column]}: ${formatCount(count)} rows, ${(100 * share).toFixed(1)}%`;
        return cell;
      });
      const recall = line.some((count) => count > 0) ? shareOf(counts, row, row).toFixed(3) : "";
      body.insertRow().append(header("row", classes[row]), ...cells, element("td", "lr-Confusion-recall", recall));
    });
    this.#scroller.replaceChildren(table);
  }

  draw(): void {}

  dispose(): void {}
}

function header(scope: "row" | "col", name: string): HTMLTableCellElement {
  const cell = element("th", `lr-Confusion-${scope}`, name);
  cell.scope = scope;
  return cell;
}
