/** A decision tree to boxes joined by lines: questions on top, yes to the left; a bar of class shares in each box. */
import type { TreePayload } from "../../../src/display/payload.js";
import { factLines, placeNodes } from "../../../src/display/tree-layout.js";
import { groupColor } from "./colors.js";
import { element, keepKeys, setText, type Theme, type View } from "./view.js";
import { svg } from "./svg.js";

/** Of one box; its height is that of its lines. */
const BOX = { width: 178, gapX: 12, gapY: 36, question: 19, fact: 16, rest: 22 };
/** Longer questions take a second line. */
const LONG_QUESTION = 20;

export class TreeView implements View<TreePayload> {
  readonly node = element("figure", "lr-Tree");
  readonly #title = element("figcaption", "lr-Title");
  readonly #legend = element("div", "lr-Tree-legend");
  readonly #scroller = element("div", "lr-Tree-scroller");
  readonly #note = element("div", "lr-Note");
  #payload: TreePayload | undefined;

  constructor() {
    this.#scroller.tabIndex = 0;
    keepKeys(this.#scroller);
    this.#scroller.setAttribute("role", "region");
    this.node.append(this.#title, this.#legend, this.#scroller, this.#note);
  }

  show(payload: TreePayload): void {
    this.#payload = payload;
    setText(this.#title, payload.title);
    setText(this.#note, payload.note);
    this.#scroller.setAttribute("aria-label", `${payload.title}; yes goes left`);
  }

  draw(_width: number, theme: Theme): void {
    if (this.#payload === undefined) return;
    const { nodes, classes } = this.#payload;
    const { x, y, width, levels } = placeNodes(nodes);
    const questionLines = nodes.some(({ question }) => question.length > LONG_QUESTION) ? 2 : 1;
    const factCount = Math.max(0, ...nodes.map((node) => factLines(node).length));
    const boxHeight = questionLines * BOX.question + factCount * BOX.fact + BOX.rest;
    const sheet = element("div", "lr-Tree-sheet");
    sheet.style.setProperty("--lr-question-lines", String(questionLines));
    const size = { width: width * (BOX.width + BOX.gapX), height: levels * (boxHeight + BOX.gapY) };
    sheet.style.width = `${size.width}px`;
    sheet.style.height = `${size.height}px`;
    const lines = svg("svg", { class: "lr-Tree-lines", ...size, "aria-hidden": "true" });
    sheet.append(lines);
    const centre = (node: number): number => x[node] * (BOX.width + BOX.gapX);
    const top = (node: number): number => y[node] * (boxHeight + BOX.gapY);
    nodes.forEach((node, index) => {
      if (node.right >= 0) {
        for (const [child, answer] of [
          [index + 1, "yes"],
          [node.right, "no"],
        ] as const) {
          const [x1, y1, x2, y2] = [centre(index), top(index) + boxHeight, centre(child), top(child)];
          lines.append(svg("line", { x1, y1, x2, y2 }));
          const anchor = answer === "yes" ? "end" : "start";
          const place = { x: (x1 + x2) / 2 + (answer === "yes" ? -6 : 6), y: (y1 + y2) / 2, "text-anchor": anchor };
          lines.append(svg("text", place, answer));
        }
      }
      const box = this.#box(node, theme);
      box.style.left = `${centre(index) - BOX.width / 2}px`;
      box.style.top = `${top(index)}px`;
      box.style.width = `${BOX.width}px`;
      box.style.height = `${boxHeight}px`;
      sheet.append(box);
    });
    this.#scroller.replaceChildren(sheet);
    this.#legend.replaceChildren(
      ...classes.map((name, c) => {
        const entry = element("span", "lr-Tree-class", name);
        entry.style.setProperty("--lr-group-color", groupColor(c, theme.paper, "point"));
        return entry;
      }),
    );
  }

  #box(node: TreePayload["nodes"][number], theme: Theme): HTMLElement {
    const { question, answer, shares } = node;
    const box = element("div", "lr-Tree-node");
    box.dataset.leaf = String(question === "");
    const facts = factLines(node);
    box.append(
      element("div", "lr-Tree-question", question === "" ? answer : `${question} ?`),
      ...facts.map((fact) => element("div", "lr-Tree-size", fact)),
    );
    const classes = this.#payload?.classes ?? [];
    const list = shares.map((share, c) => ({ share, name: classes[c] })).filter(({ share }) => share > 0.005);
    list.sort((a, b) => b.share - a.share);
    box.title = [
      question === "" ? answer : question,
      ...facts,
      ...list.map(({ share, name }) => `${name}: ${(100 * share).toFixed(1)}%`),
    ].join("\n");
    const bar = element("div", "lr-Tree-shares");
    bar.ariaHidden = "true";
    bar.append(
      ...shares.map((share, c) => {
        const part = element("span", "lr-Tree-share");
        part.style.width = `${100 * share}%`;
        part.style.background = groupColor(c, theme.paper, "point");
        return part;
      }),
    );
    box.append(bar);
    return box;
  }

  dispose(): void {
    this.#payload = undefined;
  }
}
