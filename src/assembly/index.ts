/**
 * The compiled routines, all in one module. Numbers in, numbers out: pointers are byte offsets into the one imported
 * memory, which the TypeScript side (`src/wasm`) lays out; nothing here allocates, checks or throws.
 */
export { columnWords, stepsOfWords, rowSteps, addWordGram, digitProducts } from "./word-products";
export { pairsInOrder, rowsByZeros } from "./zeros-together";
export { packDoubles, packRows, fillMissing, gramDoubles } from "./gram-doubles";
export { makeReflector, sliceProduct, finishStep, subtractPairs } from "./tridiagonal";
export { inverseIteration, orthogonalise, backTransformFour } from "./eigen-leading";
export { tridiagonalize, diagonalize, backTransform } from "./eigen";
export { productF32, productF64, productOfRowsF32, productOfRowsF64 } from "./panel-product";
export { lossRowF32, lossRowF64 } from "./glrm-losses";
export { blockLossF32, blockLossF64 } from "./glrm-block-losses";
export { packCellsF32, packCellsF64, gatherF32, gatherF64, addIntoF32, addIntoF64 } from "./glrm-panels";
export { cholesky, choleskySolve, coordinateDescent, addProduct } from "./small-solve";
export { activeSet, simplexSet } from "./active-set";
export { addStatistics, addByteStatistics } from "./statistics";
export { missingInRow } from "./missing";
export { growTree } from "./forest-grow";
