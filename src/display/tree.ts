/**
 * A decision tree (`TreePayload`) to a MIME bundle: the payload, a PNG with a box a node and a bar of class shares in it,
 * and an indented text. Yes goes left.
 */
import { Figure } from "./figure.js";
import { fitText } from "./fit-text.js";
import type { MimeBundle } from "./host.js";
import { drawLegend, type LegendEntry, legendWidth } from "./legend.js";
import { createPage, font, pageBundle, wrapText, type Page, type Pen } from "./page.js";
import { classColor, pageColors } from "./palette.js";
import { TREE_MIME, type TreePayload } from "./payload.js";
import { factLines, placeNodes, sizeFacts } from "./tree-layout.js";

type TreeNode = TreePayload["nodes"][number];

export function treePictureFigure(payload: TreePayload): Figure<TreePayload> {
  return new Figure(payload, { kind: "tree", bundle: treeBundle, text: treeText });
}

export function treeBundle(payload: TreePayload): MimeBundle {
  return pageBundle(TREE_MIME, payload, drawTree(payload), treeText(payload));
}

/** Of one box; its height is that of its lines. */
const BOX = { width: 176, gapX: 10, gapY: 34, question: 18, fact: 15, rest: 24 };
const MARGIN = 12;

function drawTree({ title, classes, nodes, note }: TreePayload): Page {
  const measuring = createPage(1, 1).pen;
  const entries: LegendEntry[] = classes
    .slice(0, 10)
    .map((name, c) => ({ name, color: classColor(c), shape: "dot" as const }));
  const { x, y, width, levels } = placeNodes(nodes);
  const treeWidth = Math.max(2, width) * (BOX.width + BOX.gapX);
  const pageWidth = 2 * MARGIN + treeWidth + legendWidth(measuring, entries);
  measuring.font = font(12, 600);
  const notes = note === undefined ? [] : wrapText(measuring, note, pageWidth - 2 * MARGIN);
  const top = MARGIN + 30;
  measuring.font = QUESTION;
  const questions = nodes.map((node) => questionLines(measuring, node));
  const lines = Math.max(0, ...questions.map(({ length }) => length));
  const facts = Math.max(0, ...nodes.map((node) => factLines(node).length));
  const boxHeight = lines * BOX.question + facts * BOX.fact + BOX.rest;
  const page = createPage(pageWidth, top + levels * (boxHeight + BOX.gapY) + notes.length * 18 + MARGIN);
  const { pen } = page;
  pen.textBaseline = "middle";
  pen.fillStyle = pageColors.ink;
  pen.font = font(14, 600);
  pen.fillText(title, MARGIN, MARGIN + 8);
  const centre = (node: number): number => MARGIN + x[node] * (BOX.width + BOX.gapX);
  const topOf = (node: number): number => top + y[node] * (boxHeight + BOX.gapY);
  nodes.forEach(({ right }, node) => {
    if (right < 0) return;
    for (const [child, answer] of [
      [node + 1, "yes"],
      [right, "no"],
    ] as const) {
      pen.strokeStyle = pageColors.axis;
      pen.lineWidth = 1.25;
      pen.beginPath();
      pen.moveTo(centre(node), topOf(node) + boxHeight);
      pen.lineTo(centre(child), topOf(child));
      pen.stroke();
      pen.font = font(10.5);
      pen.fillStyle = pageColors.quiet;
      pen.textAlign = answer === "yes" ? "right" : "left";
      const between = (centre(node) + centre(child)) / 2;
      pen.fillText(answer, between + (answer === "yes" ? -6 : 6), topOf(node) + boxHeight + BOX.gapY / 2 - 4);
    }
  });
  nodes.forEach((node, index) => {
    drawNode(pen, node, questions[index], {
      left: centre(index) - BOX.width / 2,
      top: topOf(index),
      height: boxHeight,
    });
  });
  pen.textAlign = "left";
  drawLegend(pen, entries, MARGIN + treeWidth, top);
  pen.font = font(12, 600);
  pen.fillStyle = pageColors.ink;
  notes.forEach((line, i) => pen.fillText(line, MARGIN, page.height - MARGIN - (notes.length - i - 0.5) * 18));
  return page;
}

const QUESTION = font(12, 600);

/** Two lines at most; the last is cut where it is too long. */
function questionLines(pen: Pen, { question, answer }: TreeNode): string[] {
  const wide = BOX.width - 12;
  const [first, ...others] = wrapText(pen, question === "" ? answer : `${plain(question)} ?`, wide);
  return [first, ...(others.length === 0 ? [] : [others.join(" ")])].map((line) => fitText(pen, line, wide));
}

function drawNode(
  pen: Pen,
  node: TreeNode,
  question: string[],
  { left, top, height }: { left: number; top: number; height: number },
): void {
  pen.fillStyle = pageColors.paper;
  pen.fillRect(left, top, BOX.width, height);
  pen.strokeStyle = node.question === "" ? pageColors.grid : pageColors.axis;
  pen.lineWidth = 1;
  pen.strokeRect(left + 0.5, top + 0.5, BOX.width - 1, height - 1);
  pen.textAlign = "center";
  pen.fillStyle = pageColors.ink;
  pen.font = QUESTION;
  const middle = left + BOX.width / 2;
  question.forEach((line, i) => pen.fillText(line, middle, top + 14 + i * BOX.question));
  pen.font = font(10.5);
  pen.fillStyle = pageColors.quiet;
  const under = top + 14 + question.length * BOX.question;
  factLines(node).forEach((line, i) => pen.fillText(fitText(pen, line, BOX.width - 10), middle, under + i * BOX.fact));
  let from = left + 6;
  node.shares.forEach((share, c) => {
    const wide = share * (BOX.width - 12);
    pen.fillStyle = classColor(c);
    pen.fillRect(from, top + height - 14, wide, 8);
    from += wide;
  });
}

/** The page's font has no "≤". */
function plain(text: string): string {
  return text.replaceAll("≤", "<=");
}

/** One line a node, children indented. */
export function treeText({ title, nodes, note }: TreePayload): string {
  const lines: string[] = [title];
  const write = (index: number, indent: string, lead: string): void => {
    const node = nodes[index];
    const words = node.question === "" ? `→ ${node.answer}` : `${node.question} ?  ${node.answer}`;
    lines.push([`${lead}${words}`, ...sizeFacts(node)].join(", "));
    if (node.right < 0) return;
    write(index + 1, `${indent}│  `, `${indent}├ yes: `);
    write(node.right, `${indent}   `, `${indent}└ no: `);
  };
  if (nodes.length > 0) write(0, "", "");
  return [...lines, ...(note === undefined ? [] : [note])].join("\n");
}
