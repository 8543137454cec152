/** A job's progress to a bar with what is done, how long it took and how long it may take; updated in place. */
import type { ProgressPayload } from "../../../src/display/payload.js";
import { progressFacts, progressFraction, progressState } from "../../../src/display/progress-text.js";
import { element, setText, type View } from "./view.js";

export class ProgressView implements View<ProgressPayload> {
  readonly node = element("div", "lr-Progress");
  readonly #label = element("span", "lr-Progress-label");
  readonly #state = element("span", "lr-Progress-state");
  readonly #bar = element("progress", "lr-Progress-bar");
  readonly #facts = element("span", "lr-Progress-facts");
  readonly #detail = element("span", "lr-Progress-detail");

  constructor() {
    const head = element("div", "lr-Progress-line");
    head.append(this.#label, this.#state);
    const foot = element("div", "lr-Progress-line");
    foot.append(this.#facts, this.#detail);
    this.node.append(head, this.#bar, foot);
  }

  show(payload: ProgressPayload): void {
    this.node.dataset.state = payload.state;
    this.#label.textContent = payload.label;
    this.#state.textContent = progressState(payload);
    const fraction = payload.state === "done" ? 1 : progressFraction(payload);
    if (fraction !== undefined) this.#bar.value = fraction;
    else if (payload.state === "running") this.#bar.removeAttribute("value");
    else this.#bar.value = 0;
    const facts = progressFacts(payload).join(" · ");
    this.#bar.setAttribute("aria-label", payload.label);
    this.#bar.setAttribute("aria-valuetext", [progressState(payload), facts].filter((text) => text !== "").join(", "));
    this.#facts.textContent = facts;
    setText(this.#detail, payload.detail);
  }

  draw(): void {}

  dispose(): void {}
}
