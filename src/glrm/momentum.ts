/**
 * How far steps are carried on beyond where they end: Nesterov's momentum, which grows from step to step (Beck & Teboulle 2009,
 * doi:10.1137/080716542, equation 4.2) until it rests.
 */
export class Momentum {
  /** Share of the last step by which to go on. */
  share = 0;
  #t = 1;

  grow(): void {
    const following = (1 + Math.sqrt(1 + 4 * this.#t * this.#t)) / 2;
    this.share = (this.#t - 1) / following;
    this.#t = following;
  }

  rest(): void {
    this.share = 0;
    this.#t = 1;
  }
}
