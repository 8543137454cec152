/**
 * The compiled routines, all in one module. Numbers in, numbers out: pointers are byte offsets into the one imported
 * memory, which the TypeScript side (`src/wasm`) lays out; nothing here allocates, checks or throws.
 */
export { columnLines, rowLines, addLineProducts } from "./line-products";
export { packDoubles, gramDoubles } from "./gram-doubles";
export { multiply } from "./multiply";
export { tridiagonalize, diagonalize, backTransform } from "./eigen";
export { growTree } from "./forest-grow";
