/** The public library, in data-flow order. */
export * from "./display/payload.js";
