/**
 * NNMF of Fashion-MNIST's 60,000 × 784 pixels beside scikit-learn's NMF (coordinate descent, on float32 made before), both from
 * the nndsvd start, and how long ours takes until it is as low as the peer's last objective, or within a thousandth of it:
 * where such a fit ends is chance.
 */
import { fileURLToPath } from "node:url";
import { fashionMnist, glrm } from "lowrank";
import { startPeer } from "../lib/peer.mjs";
import { short } from "../lib/table.mjs";

const RANKS = [8, 16, 64];
const NONNEGATIVE = { regularizationX: "nonNegative", regularizationY: "nonNegative" };

export async function benchNnmf(python) {
  const title = "NNMF, seconds";
  const folder = process.env.LOWRANK_DATA;
  if (!folder) return { title, missing: "LOWRANK_DATA is not set: the real data are needed" };
  const pixels = (await fashionMnist({ dir: folder })).drop("label");
  const peer = startPeer(python, fileURLToPath(new URL("nmf.py", import.meta.url)), folder);
  const { tool } = await peer.answer();
  const rows = [];
  for (const k of RANKS) {
    const model = await glrm(pixels, { k, ...NONNEGATIVE, init: "nndsvd", maxIterations: 200 });
    const history = model.history.objects();
    const theirs = tool ? await peer.ask(k) : {};
    const reached = (share) => {
      const first = history.find(({ objective }) => objective <= (1 + share) * theirs.objective);
      return first === undefined ? "not reached" : first.seconds.toFixed(1);
    };
    rows.push({
      ...{
        k,
        "lowrank, s": history.at(-1).seconds.toFixed(1),
        rounds: model.iterations,
        objective: short(model.objective),
      },
      ...{ "peer, s": theirs.seconds?.toFixed(1) ?? "-", "its rounds": theirs.rounds ?? "-" },
      ...{ "its objective": short(theirs.objective) },
      ...{ "lowrank to that": reached(0), "within 0.1%": reached(1e-3) },
    });
  }
  const missing = tool ? undefined : `scikit-learn could not run: ${peer.problem()}`;
  await peer.end();
  return { title: `${title}; peer: ${tool ?? "scikit-learn"} NMF`, rows, missing };
}
