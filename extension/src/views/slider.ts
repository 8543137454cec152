/** A list of values to a native slider over them, with the value now and the ends written out. */
import { element, keepKeys } from "./view.js";
import { formatNumber } from "./format-number.js";

export interface SliderPayload {
  label: string;
  values: number[];
  selected: number;
}

let sliders = 0;

export class Slider {
  readonly node = element("div", "lr-Slider");
  readonly #label = element("label", "lr-Slider-label");
  readonly #name = element("span", "lr-Slider-name");
  readonly #input = element("input", "lr-Slider-input");
  readonly #value = element("output", "lr-Slider-value");
  readonly #first = element("span", "lr-Slider-end");
  readonly #last = element("span", "lr-Slider-end");
  readonly #onInput: () => void;
  #values: number[] = [];

  /** `moved` is called after `index` has changed. */
  constructor(moved: () => void) {
    this.#onInput = () => {
      this.#say();
      moved();
    };
    this.#input.type = "range";
    this.#input.id = `lr-slider-${++sliders}`;
    this.#label.htmlFor = this.#input.id;
    this.#value.htmlFor.add(this.#input.id);
    this.#input.addEventListener("input", this.#onInput);
    keepKeys(this.#input);
    this.#label.append(this.#name, this.#value);
    this.node.append(this.#label, this.#first, this.#input, this.#last);
    this.node.hidden = true;
  }

  /** Which value is chosen, 0 to n − 1. */
  get index(): number {
    return this.node.hidden ? 0 : Number(this.#input.value);
  }

  /** Takes new values; the choice stays when the values do. */
  show(slider: SliderPayload | undefined): void {
    this.node.hidden = slider === undefined;
    if (slider === undefined) return;
    const same = slider.values.length === this.#values.length && slider.values.every((v, i) => v === this.#values[i]);
    this.#values = slider.values;
    this.#name.textContent = `${slider.label} = `;
    this.#input.min = "0";
    this.#input.max = String(slider.values.length - 1);
    this.#input.step = "1";
    if (!same) this.#input.value = String(slider.selected);
    this.#first.textContent = formatNumber(slider.values[0]);
    this.#last.textContent = formatNumber(slider.values[slider.values.length - 1]);
    this.#say();
  }

  #say(): void {
    const value = formatNumber(this.#values[Number(this.#input.value)]);
    this.#value.textContent = value;
    this.#input.setAttribute("aria-valuetext", `${this.#name.textContent}${value}`);
  }

  dispose(): void {
    this.#input.removeEventListener("input", this.#onInput);
  }
}
