/**
 * What a long job throws when it is stopped: the reason, and the best result so far.
 */
export class Interrupted<Model> extends Error {
  override readonly name: string = "Interrupted";
  /** The best model so far; undefined when the job was stopped before there was one. */
  readonly model: Model | undefined;

  constructor(message: string, model: Model | undefined, options?: { cause?: unknown }) {
    super(message, options);
    this.model = model;
  }
}
