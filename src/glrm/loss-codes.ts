/** The numbers by which the compiled routines know the losses and regularisers; see `src/assembly/glrm-losses.ts`. */

/** Losses of one number. */
export const LOSS_CODES = {
  quadratic: 0,
  absolute: 1,
  huber: 2,
  quantile: 3,
  poisson: 4,
  periodic: 5,
  logistic: 6,
  hinge: 7,
} as const;

/** Losses of one category against a block of numbers. */
export const BLOCK_LOSS_CODES = {
  categorical: 8,
  ordinal: 9,
  oneVersusAll: 10,
  multinomial: 11,
  biggerVersusSmaller: 12,
} as const;

/** A loss of the user's own, calculated in TypeScript. */
export const OWN_LOSS = 15;
