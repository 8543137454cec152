/**
 * What every view of a payload is: a node that is filled by `show` and drawn for a width and a theme by `draw`.
 * Views know nothing of Jupyter.
 */

/** The page's colours as CSS colours without variables (canvas and Plotly read none), and its type. */
export interface Theme {
  dark: boolean;
  /** What lies behind everything. */
  paper: string;
  /** Words; and lesser words. */
  ink: string;
  quiet: string;
  axis: string;
  grid: string;
  fontFamily: string;
  /** In CSS pixels. */
  fontSize: number;
}

export interface View<Payload> {
  readonly node: HTMLElement;
  /** Takes a payload, the first or a new one; what the reader did (slider, order, zoom, hidden groups) stays. */
  show(payload: Payload): void;
  /** Brings it on the screen for a width in CSS pixels; called again when width or theme change. */
  draw(width: number, theme: Theme): void | Promise<void>;
  /** Gives back what lives outside the node. */
  dispose(): void;
}

/** A new element with a class and perhaps a text: never markup, since the text may come from anyone. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  className: string,
  textContent?: string,
): HTMLElementTagNameMap[Name] {
  const node = document.createElement(name);
  node.className = className;
  if (textContent !== undefined) node.textContent = textContent;
  return node;
}

/**
 * Leaves a focusable node its keys: a notebook takes them as shortcuts otherwise, Enter on a button and arrows on a
 * slider too. The mark must stand on the node itself, since notebook shortcuts are bound to whatever has the focus.
 */
export function keepKeys(node: HTMLElement): void {
  node.dataset.lmSuppressShortcuts = "true";
}

/** Writes a text and hides its node while there is none. */
export function setText(node: HTMLElement, text: string | undefined): void {
  node.textContent = text ?? "";
  node.hidden = node.textContent === "";
}
