/** The public library, in data-flow order. */
// Display: plain payloads to MIME bundles.
export * from "./display/payload.js";
export { tableBundle } from "./display/table.js";
export { ProgressBar, progressBundle, type ProgressOptions } from "./display/progress.js";
