/** A tree's nodes to places and words; for the static form here and for the extension's view. */
import { formatCountOf } from "./format.js";
import type { TreePayload } from "./payload.js";

type TreeNode = TreePayload["nodes"][number];

/** Centre of each node's box: `x` in boxes from the left, `y` in levels; and how many boxes wide the tree is. */
export function placeNodes(nodes: readonly TreeNode[]): { x: number[]; y: number[]; width: number; levels: number } {
  const x = new Array<number>(nodes.length).fill(0);
  let width = 0;
  const visit = (node: number): void => {
    if (nodes[node].right < 0) {
      x[node] = width++ + 0.5;
      return;
    }
    visit(node + 1);
    visit(nodes[node].right);
    x[node] = (x[node + 1] + x[nodes[node].right]) / 2;
  };
  if (nodes.length > 0) visit(0);
  const levels = Math.max(0, ...nodes.map(({ depth }) => depth)) + 1;
  return { x, y: nodes.map(({ depth }) => depth), width, levels };
}

/** What stands under a node's question, a line each: its answer, how sure it is of how many rows, and what is not drawn. */
export function factLines(node: TreeNode): string[] {
  return [...(node.question === "" ? [] : [node.answer]), ...sizeFacts(node)];
}

/** "61% of 1,234 rows": how sure the answer is, and of how many rows; and "12 nodes below" where some are not drawn. */
export function sizeFacts({ shares, size, hidden }: TreeNode): string[] {
  const share = shares.length === 0 ? "" : `${(100 * Math.max(...shares)).toFixed(0)}% of `;
  return [`${share}${formatCountOf(size, "row")}`, ...(hidden === 0 ? [] : [`${formatCountOf(hidden, "node")} below`])];
}
