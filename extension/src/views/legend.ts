/** Groups to a legend of buttons: each shows or hides its group, a double click leaves only that group. */
import { element, keepKeys } from "./view.js";

export interface LegendEntry {
  name: string;
  color: string;
  /** The group's mark, or undefined for a dot. */
  mark?: string;
  /** What the pointer is told, e.g. how many points there are. */
  hint: string;
}

export class Legend {
  readonly node = element("div", "lr-Legend");
  readonly #changed: () => void;
  #hidden: boolean[] = [];
  #names: string[] = [];
  #buttons: HTMLButtonElement[] = [];

  /** `changed` is called after the reader has shown or hidden groups. */
  constructor(changed: () => void) {
    this.#changed = changed;
    this.node.setAttribute("role", "group");
    this.node.setAttribute("aria-label", "Groups");
  }

  isHidden(group: number): boolean {
    return this.#hidden[group] ?? false;
  }

  /** Takes new groups; what was hidden stays hidden while the names stay. */
  show(entries: LegendEntry[]): void {
    const names = entries.map(({ name }) => name);
    if (names.length !== this.#names.length || names.some((name, group) => name !== this.#names[group])) {
      this.#hidden = names.map(() => false);
    }
    this.#names = names;
    this.#buttons = entries.map((entry, group) => this.#button(entry, group));
    this.node.replaceChildren(...this.#buttons);
    this.node.hidden = entries.length === 0;
    this.#press();
  }

  #button({ name, color, mark, hint }: LegendEntry, group: number): HTMLButtonElement {
    const button = element("button", "lr-Legend-entry");
    button.type = "button";
    button.title = hint;
    keepKeys(button);
    const swatch = element("span", mark === undefined ? "lr-Legend-dot" : "lr-Legend-mark", mark);
    swatch.style.setProperty("--lr-group-color", color);
    button.append(swatch);
    // Groups may be named by their marks: "0", not "0 0".
    if (mark !== name) {
      swatch.ariaHidden = "true";
      button.append(element("span", "lr-Legend-name", name));
    }
    button.addEventListener("click", () => {
      this.#hidden[group] = !this.#hidden[group];
      this.#press();
      this.#changed();
    });
    button.addEventListener("dblclick", () => {
      // The two clicks before have undone each other.
      const alone = this.#hidden.every((hidden, other) => hidden === (other !== group));
      this.#hidden = this.#hidden.map((_, other) => !alone && other !== group);
      this.#press();
      this.#changed();
    });
    return button;
  }

  #press(): void {
    for (const [group, button] of this.#buttons.entries()) button.ariaPressed = String(!this.#hidden[group]);
  }
}
