/** Prints the peak of its own resident memory in MB: peak.mjs load | fit. */
import { fashionMnist, glrm } from "lowrank";

const pixels = (await fashionMnist({ dir: process.env.LOWRANK_DATA })).drop("label");
if (process.argv[2] === "fit") await glrm(pixels, { k: 64, transform: "demean", onProgress: () => undefined });
console.log(Math.round(process.resourceUsage().maxRSS / 1024));
process.exit();
