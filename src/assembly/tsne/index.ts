/**
 * The routines of t-SNE, on a memory that all threads of a job share. Numbers in, numbers out, as in the other module;
 * what a thread writes, and when the others may read it, is the caller's to order.
 */
export { beginSearch, finishQuery } from "./nearest-lists";
export { scanPanels } from "./nearest";
export { transformLines } from "./fourier";
export { sortByRow, spreadRows, gatherFields } from "./grid";
export { coarsenRows, refineRows } from "./nested";
export { beginGrid, transformRows, transformColumns, inverseRows } from "./convolve";
export { kernelRows, kernelColumns } from "./kernel-tables";
export { attractPlane, attract, repelAll, spreadCosts } from "./forces";
export { moveBlock, sharePlaces } from "./step";
export { buildTree, repelByTree } from "./tree";
export { distancesFrom } from "./distances";
