/**
 * The comparison of ranks: a table that sorts, with bars of accuracy and time, and the two curves over k. New rows come in
 * while it runs; the reader's order stays.
 */
import { formatSeconds } from "../../../src/display/format.js";
import type { RanksPayload } from "../../../src/display/payload.js";
import { rankName, ranksFacts } from "../../../src/display/ranks-text.js";
import { curvesOf, drawCurve } from "./rank-curves.js";
import { nextDirection, rowOrder, type Direction } from "./table-order.js";
import { element, keepKeys, setText, type View } from "./view.js";

type Row = RanksPayload["rows"][number];
type Key = "k" | "accuracy" | "seconds";

const ARROWS = { none: "", ascending: "▲", descending: "▼" };
const WIDEST = 760;

export class RanksView implements View<RanksPayload> {
  readonly node = element("figure", "lr-Ranks");
  readonly #title = element("figcaption", "lr-Title");
  readonly #facts = element("div", "lr-Ranks-facts");
  readonly #table = element("table", "lr-Ranks-table");
  readonly #charts = element("div", "lr-Ranks-charts");
  readonly #note = element("div", "lr-Note");
  readonly #headers = new Map<Key, HTMLTableCellElement>();
  readonly #accuracyName = element("span", "lr-Table-name");
  readonly #body: HTMLTableSectionElement;
  #payload: RanksPayload | undefined;
  #sorted: { key: Key; direction: Direction } = { key: "k", direction: "none" };

  constructor() {
    const head = this.#table.createTHead().insertRow();
    head.append(
      this.#header("k", element("span", "lr-Table-name", "k")),
      this.#header("accuracy", this.#accuracyName),
      this.#header("seconds", element("span", "lr-Table-name", "time")),
    );
    this.#body = this.#table.createTBody();
    // New rows are said aloud once, not at every tick of the clock.
    this.#body.setAttribute("aria-live", "polite");
    this.node.append(this.#title, this.#facts, this.#table, this.#charts, this.#note);
  }

  show(payload: RanksPayload): void {
    this.#payload = payload;
    setText(this.#title, payload.title);
    setText(this.#note, payload.note);
    setText(this.#facts, ranksFacts(payload));
    this.#facts.dataset.state = payload.state;
    this.#accuracyName.textContent = `mean ${payload.measure}`;
    this.#order();
  }

  draw(width: number): void {
    if (this.#payload === undefined) return;
    const wide = Math.min(WIDEST, width);
    this.#table.style.width = `${wide}px`;
    const { rows, measure } = this.#payload;
    const each = wide < 560 ? wide : Math.floor((wide - 12) / 2);
    const charts = curvesOf(measure).map((curve) => drawCurve(rows, curve, each));
    this.#charts.replaceChildren(...charts.filter((chart) => chart !== undefined));
  }

  dispose(): void {
    this.#payload = undefined;
  }

  #header(key: Key, name: HTMLElement): HTMLTableCellElement {
    const cell = element("th", "lr-Table-header");
    cell.scope = "col";
    if (key !== "k") cell.colSpan = 2;
    const button = element("button", "lr-Table-sort");
    button.type = "button";
    keepKeys(button);
    const arrow = element("span", "lr-Table-arrow");
    arrow.ariaHidden = "true";
    button.append(name, arrow);
    button.addEventListener("click", () => {
      const direction = this.#sorted.key === key ? this.#sorted.direction : "none";
      this.#sorted = { key, direction: nextDirection(direction) };
      this.#order();
    });
    cell.append(button);
    this.#headers.set(key, cell);
    return cell;
  }

  #order(): void {
    if (this.#payload === undefined) return;
    const { rows, waiting, state } = this.#payload;
    const { key, direction } = this.#sorted;
    for (const [name, header] of this.#headers) {
      const shown = name === key ? direction : "none";
      header.setAttribute("aria-sort", shown);
      header.querySelector(".lr-Table-arrow")!.textContent = ARROWS[shown];
    }
    const cells = rows.map((row) => row[key]);
    const slowest = Math.max(1e-9, ...rows.map(({ seconds }) => seconds));
    const lines = rowOrder(cells, direction).map((row) => rowOf(rows[row], slowest));
    const rest = waiting.map((k, index) => waitingRow(k, index === 0 && state === "running" ? "running" : "waiting"));
    this.#body.replaceChildren(...lines, ...rest);
  }
}

function rowOf({ k, accuracy, sd, seconds, fitSeconds, forestSeconds }: Row, slowest: number): HTMLTableRowElement {
  const line = document.createElement("tr");
  const name = element("th", "lr-Ranks-k", rankName(k));
  name.scope = "row";
  const measure = element("td", "lr-Ranks-number", accuracy.toFixed(4));
  measure.append(element("span", "lr-Ranks-sd", ` ± ${sd.toFixed(4)}`));
  const time = element("td", "lr-Ranks-number", formatSeconds(seconds));
  const parts = `low rank model ${formatSeconds(fitSeconds)}, forest in cross-validation ${formatSeconds(forestSeconds)}`;
  time.title = parts;
  line.append(
    name,
    measure,
    barCell([{ className: "lr-mod-accuracy", share: accuracy }], `${accuracy.toFixed(4)} ± ${sd.toFixed(4)}`),
    time,
    barCell(
      [
        { className: "lr-mod-fit", share: fitSeconds / slowest },
        { className: "lr-mod-time", share: forestSeconds / slowest },
      ],
      parts,
    ),
  );
  return line;
}

function barCell(parts: { className: string; share: number }[], hint: string): HTMLTableCellElement {
  const cell = element("td", "lr-Ranks-bars");
  cell.title = hint;
  const track = element("div", "lr-Ranks-track");
  track.ariaHidden = "true";
  for (const { className, share } of parts) {
    const bar = element("div", `lr-Ranks-bar ${className}`);
    bar.style.width = `${(100 * Math.max(0, Math.min(1, share))).toFixed(2)}%`;
    track.append(bar);
  }
  cell.append(track);
  return cell;
}

function waitingRow(k: number, what: string): HTMLTableRowElement {
  const line = element("tr", "lr-Ranks-waiting");
  const name = element("th", "lr-Ranks-k", rankName(k));
  name.scope = "row";
  const state = element("td", "lr-Ranks-number", what);
  line.append(name, state, element("td", ""), element("td", ""), element("td", ""));
  return line;
}
