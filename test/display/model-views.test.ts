import { expect, test } from "@jest/globals";
import { confusionBundle } from "#src/display/confusion.js";
import { shareOf } from "#src/display/confusion-share.js";
import { metadataOf, type MimeBundle } from "#src/display/host.js";
import {
  CONFUSION_MIME,
  type ConfusionPayload,
  RANKS_MIME,
  type RanksPayload,
  TREE_MIME,
  type TreePayload,
} from "#src/display/payload.js";
import { ranksBundle } from "#src/display/ranks.js";
import { ranksFacts } from "#src/display/ranks-text.js";
import { treeBundle } from "#src/display/tree.js";
import { placeNodes } from "#src/display/tree-layout.js";
import { checkConfusion, checkRanks, checkTree } from "../../extension/src/payloads/check-models.js";

const confusion: ConfusionPayload = { title: "Confusion", classes: ["cat", "<b>dog</b>"], counts: [[8, 2], [0, 0]] }; // prettier-ignore
const rank = { accuracy: 0.5, sd: 0.01, fitSeconds: 1, forestSeconds: 3, seconds: 4 };
const ranks: RanksPayload = {
  title: "Ranks",
  measure: "accuracy",
  rows: [
    { ...rank, k: 0, accuracy: 0.88 },
    { ...rank, k: 2 },
    { ...rank, k: 16, accuracy: 0.85 },
  ],
  waiting: [64],
  state: "running",
  seconds: 12,
  secondsLeft: 70,
  detail: "k = 64, 10%",
};
const node = { depth: 1, question: "", right: -1, size: 5, answer: "cat", shares: [0.8, 0.2], hidden: 0 };
const tree: TreePayload = {
  title: "Tree 1 of 2: 5 nodes",
  classes: ["cat", "dog"],
  nodes: [
    { ...node, depth: 0, question: "tail ≤ 2", right: 2, size: 10 },
    node,
    { ...node, question: "ears ≤ 1", answer: "dog", hidden: 2 },
  ],
};

/** Width and height of a PNG, from its header. */
function sizeOf(bundle: MimeBundle): [number, number] {
  const png = Buffer.from(bundle["image/png"] as string, "base64");
  return [png.readUInt32BE(16), png.readUInt32BE(20)];
}

test.each([
  ["confusion", CONFUSION_MIME, confusion, confusionBundle(confusion)],
  ["ranks", RANKS_MIME, ranks, ranksBundle(ranks)],
  ["tree", TREE_MIME, tree, treeBundle(tree)],
] as const)("the bundle of a %s holds the payload, a picture at its own size, and text", (_, mime, payload, bundle) => {
  expect(Object.keys(bundle)).toEqual([mime, "image/png", "text/plain"]);
  expect(bundle[mime]).toEqual(payload);
  const { width, height } = metadataOf(bundle)["image/png"] as { width: number; height: number };
  const [wide, high] = sizeOf(bundle);
  expect(Math.abs(wide - 2 * width)).toBeLessThanOrEqual(1);
  expect(Math.abs(high - 2 * height)).toBeLessThanOrEqual(1);
});

test("a confusion matrix as text: counts, and the recall of classes that have rows", () => {
  expect(confusionBundle(confusion)["text/plain"]).toMatchInlineSnapshot(`
"Confusion (columns: predicted)
true        cat  <b>dog</b>  recall
cat           8           2  0.8000
<b>dog</b>    0           0  "
`);
  expect(shareOf(confusion.counts, 0, 1)).toBeCloseTo(0.2, 12);
  expect(shareOf(confusion.counts, 1, 0)).toBe(0);
});

test("ranks as text: finished rows with bars, waiting ones, and how long it takes", () => {
  expect(ranksBundle(ranks)["text/plain"]).toMatchInlineSnapshot(`
"Ranks
3 of 4 ranks · k = 64, 10% · 12 s · about 1 min 10 s left
    k  accuracy       sd   seconds  fitting  
    0    0.8800   0.0100       4.0      1.0  ██████████████████
    2    0.5000   0.0100       4.0      1.0  ██████████
   16    0.8500   0.0100       4.0      1.0  █████████████████
   64  waiting"
`);
  const stopped: RanksPayload = { ...ranks, state: "interrupted", waiting: [], detail: "" };
  expect(ranksFacts(stopped)).toBe("interrupted after 3 ranks · 12 s");
});

test("a tree as text asks, answers, and says what is below the cut", () => {
  expect(treeBundle(tree)["text/plain"]).toMatchInlineSnapshot(`
"Tree 1 of 2: 5 nodes
tail ≤ 2 ?  cat, 80% of 10 rows
├ yes: → cat, 80% of 5 rows
└ no: ears ≤ 1 ?  dog, 80% of 5 rows, 2 nodes below"
`);
});

test("a parent stands above the middle of its children, and leaves stand side by side", () => {
  const { x, y, width, levels } = placeNodes(tree.nodes);
  expect(x).toEqual([1, 0.5, 1.5]);
  expect(y).toEqual([0, 1, 1]);
  expect([width, levels]).toEqual([2, 2]);
});

test("the extension takes what the library writes", () => {
  const sent = <T>(payload: T): T => JSON.parse(JSON.stringify(payload)) as T;
  expect(checkConfusion(sent(confusion))).toEqual(confusion);
  expect(checkRanks(sent(ranks))).toEqual(ranks);
  expect(checkTree(sent(tree))).toEqual(tree);
  const unknown = { ...ranks, rows: [{ ...rank, k: 2, accuracy: NaN }] };
  expect(checkRanks(sent(unknown)).rows[0].accuracy).toBeNaN();
});

test.each([
  [() => checkConfusion({ ...confusion, counts: [[1, 2]] }), "2 rows of 2 counts"],
  [() => checkConfusion({ ...confusion, counts: [[1, 2], [3, -1]] }), "2 rows of 2 counts"], // prettier-ignore
  [() => checkRanks({ ...ranks, rows: [{ ...rank, k: -1 }] }), "k to be a whole number"],
  [() => checkRanks({ ...ranks, rows: [{ ...rank, k: 1, accuracy: "0.5" }] }), "accuracy of k = 1"],
  [() => checkRanks({ ...ranks, state: "lost" }), "state to be one of"],
  [() => checkRanks({ ...ranks, secondsLeft: -1 }), "secondsLeft"],
  [() => checkTree({ ...tree, nodes: [{ ...tree.nodes[0], right: 0 }] }), "right to be a whole number"],
  [() => checkTree({ ...tree, nodes: [tree.nodes[0], node, { ...node, depth: 2 }] }), "one tree in preorder"],
  [() => checkTree({ ...tree, nodes: [{ ...node, depth: 0 }, node] }), "one tree in preorder"],
  [() => checkTree({ ...tree, nodes: [{ ...node, depth: 0, shares: [1] }] }), "shares of 2 classes"],
])("a payload that is broken is refused with a reason", (check, reason) => {
  expect(check).toThrow(reason);
});
