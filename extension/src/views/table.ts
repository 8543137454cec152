/** A block of a frame's rows to a real table: numbers on the right, headers that sort, missing cells as a quiet NA. */
import type { TablePayload } from "../../../src/display/payload.js";
import { cellTexts, sizeLine } from "../../../src/display/table-text.js";
import { nextDirection, rowOrder, type Direction } from "./table-order.js";
import { element, keepKeys, setText, type View } from "./view.js";

/** A header's button is read as its column's name; the arrow is for the eye. */
const ARROWS = { none: "", ascending: "▲", descending: "▼" };

export class TableView implements View<TablePayload> {
  readonly node = element("div", "lr-Table");
  readonly #title = element("div", "lr-Title");
  readonly #scroller = element("div", "lr-Table-scroller");
  readonly #size = element("div", "lr-Table-size");
  readonly #note = element("div", "lr-Note");
  #payload: TablePayload | undefined;
  #headers: HTMLTableCellElement[] = [];
  #rows: HTMLTableRowElement[] = [];
  #body: HTMLTableSectionElement | undefined;
  /** The column that orders the rows, by name, so that it is found again in a new payload. */
  #sorted: { name: string; direction: Direction } = { name: "", direction: "none" };

  constructor() {
    this.#scroller.tabIndex = 0;
    keepKeys(this.#scroller);
    this.#scroller.setAttribute("role", "region");
    this.node.append(this.#title, this.#scroller, this.#size, this.#note);
  }

  show(payload: TablePayload): void {
    this.#payload = payload;
    setText(this.#title, payload.title);
    setText(this.#note, payload.note);
    this.#size.textContent = sizeLine(payload);
    this.#scroller.setAttribute("aria-label", `${payload.title || "Table"}, ${sizeLine(payload)}`);
    this.#headers = payload.columns.map((column) => this.#header(column));
    this.#rows = bodyRows(payload);
    const table = element("table", "lr-Table-table");
    const head = table.createTHead().insertRow();
    head.append(element("td", "lr-Table-corner"), ...this.#headers);
    if (payload.gapAfter !== undefined) this.#headers[payload.gapAfter].before(gapCell("th"));
    this.#body = table.createTBody();
    this.#scroller.replaceChildren(table);
    this.#order();
  }

  draw(): void {}

  dispose(): void {
    this.#payload = undefined;
  }

  #header({ name, kind }: TablePayload["columns"][number]): HTMLTableCellElement {
    const cell = element("th", "lr-Table-header");
    cell.scope = "col";
    cell.dataset.kind = kind;
    const button = element("button", "lr-Table-sort");
    button.type = "button";
    keepKeys(button);
    const arrow = element("span", "lr-Table-arrow");
    arrow.ariaHidden = "true";
    button.append(element("span", "lr-Table-name", name), arrow);
    button.title = `Sort the shown rows by ${name}`;
    button.addEventListener("click", () => {
      const direction = this.#sorted.name === name ? this.#sorted.direction : "none";
      this.#sorted = { name, direction: nextDirection(direction) };
      this.#order();
    });
    cell.append(button);
    return cell;
  }

  #order(): void {
    if (this.#payload === undefined) return;
    const { name, direction } = this.#sorted;
    const sorted = this.#payload.columns.findIndex((column) => column.name === name);
    for (const [index, header] of this.#headers.entries()) {
      const shown = index === sorted ? direction : "none";
      header.setAttribute("aria-sort", shown);
      header.querySelector(".lr-Table-arrow")!.textContent = ARROWS[shown];
    }
    const order = sorted < 0 ? this.#rows.keys() : rowOrder(this.#payload.cells[sorted], direction);
    this.#body?.append(...Array.from(order, (row) => this.#rows[row]));
  }
}

function bodyRows(payload: TablePayload): HTMLTableRowElement[] {
  const texts = payload.columns.map(({ kind }, column) => cellTexts(kind, payload.cells[column]));
  return payload.rowNames.map((rowName, row) => {
    const line = document.createElement("tr");
    const name = element("th", "lr-Table-row", String(rowName));
    name.scope = "row";
    line.append(name);
    for (const [column, { kind }] of payload.columns.entries()) {
      if (column === payload.gapAfter) line.append(gapCell("td"));
      const text = texts[column][row];
      const cell = element("td", text === null ? "lr-Table-missing" : "lr-Table-cell", text ?? "NA");
      cell.dataset.kind = kind;
      if (text !== null && text.length > 24) cell.title = text;
      line.append(cell);
    }
    return line;
  });
}

/** Stands where columns are left out. */
function gapCell(tag: "th" | "td"): HTMLElement {
  const cell = element(tag, "lr-Table-gap", "…");
  cell.title = "columns left out";
  return cell;
}
