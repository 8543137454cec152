/**
 * A MIME model to a view on the page: checks the payload, draws when the widget is attached, shown and has a width,
 * draws again when width or theme change, and says what is wrong in words instead of failing.
 */
import type { IRenderMime } from "@jupyterlab/rendermime-interfaces";
import type { Message } from "@lumino/messaging";
import { Signal, type ISignal } from "@lumino/signaling";
import { Widget } from "@lumino/widgets";
import { PayloadError } from "../payloads/check.js";
import { element, type View } from "../views/view.js";
import { readTheme } from "./theme.js";

export interface PayloadRendererOptions<Payload> {
  mimeType: string;
  /** "scatter" and the like: the value of `data-lowrank-rendered` once the view is drawn. */
  kind: string;
  check(value: unknown): Payload;
  createView(): View<Payload>;
  /** Emitted after the page's theme has changed. */
  themeChanged: ISignal<unknown, unknown> | undefined;
}

export class PayloadRenderer<Payload> extends Widget implements IRenderMime.IRenderer {
  readonly #options: PayloadRendererOptions<Payload>;
  readonly #sizes: ResizeObserver;
  #view: View<Payload> | undefined;
  #frameRequest = 0;
  #drawing = false;
  #stale = false;
  #drawnWidth = 0;
  /** What is shown under the message when the view fails. */
  #plainText: unknown;

  constructor(options: PayloadRendererOptions<Payload>) {
    super();
    this.#options = options;
    this.addClass("lr-Output");
    this.#sizes = new ResizeObserver(() => {
      if (this.#width !== this.#drawnWidth) this.#requestDraw();
    });
    options.themeChanged?.connect(this.#onThemeChanged, this);
  }

  /** Called again for each update of the display; never rejects, since Jupyter would show the rejection as an error. */
  renderModel(model: IRenderMime.IMimeModel): Promise<void> {
    if (this.isDisposed) return Promise.resolve();
    this.#plainText = model.data["text/plain"];
    try {
      const payload = this.#options.check(model.data[this.#options.mimeType]);
      if (this.#view === undefined) {
        this.#view = this.#options.createView();
        this.node.replaceChildren(this.#view.node);
      }
      this.#view.show(payload);
      this.#requestDraw();
    } catch (error) {
      this.#explain(error);
    }
    return Promise.resolve();
  }

  override dispose(): void {
    if (this.isDisposed) return;
    cancelAnimationFrame(this.#frameRequest);
    this.#sizes.disconnect();
    Signal.clearData(this);
    this.#view?.dispose();
    this.#view = undefined;
    super.dispose();
  }

  protected override onAfterAttach(_message: Message): void {
    this.#sizes.observe(this.node);
    this.#requestDraw();
  }

  protected override onBeforeDetach(_message: Message): void {
    this.#sizes.unobserve(this.node);
  }

  protected override onAfterShow(_message: Message): void {
    this.#requestDraw();
  }

  protected override onResize(_message: Widget.ResizeMessage): void {
    if (this.#width !== this.#drawnWidth) this.#requestDraw();
  }

  /** CSS pixels there are for the view; 0 while it is not on the page. */
  get #width(): number {
    return this.#view?.node.clientWidth ?? 0;
  }

  #onThemeChanged(): void {
    this.#requestDraw();
  }

  #requestDraw(): void {
    if (this.isDisposed || this.#frameRequest !== 0) return;
    this.#frameRequest = requestAnimationFrame(() => {
      this.#frameRequest = 0;
      void this.#draw();
    });
  }

  /** One drawing at a time; what is asked for meanwhile is drawn after. */
  async #draw(): Promise<void> {
    this.#stale = this.#drawing;
    const width = this.#width;
    if (this.#drawing || this.#view === undefined || !this.isAttached || width === 0) return;
    this.#drawing = true;
    try {
      this.#drawnWidth = width;
      await this.#view.draw(width, readTheme(this.node));
      if (!this.isDisposed) this.node.dataset.lowrankRendered = this.#options.kind;
    } catch (error) {
      if (!this.isDisposed) this.#explain(error);
    } finally {
      this.#drawing = false;
      if (this.#stale) this.#requestDraw();
    }
  }

  #explain(error: unknown): void {
    this.#view?.dispose();
    this.#view = undefined;
    const reason = error instanceof Error ? error.message : String(error);
    const what = error instanceof PayloadError ? "This output cannot be read" : "This output could not be drawn";
    const message = element("div", "lr-Message", `${what} (${this.#options.mimeType}). ${reason}.`);
    message.setAttribute("role", "alert");
    const text = this.#plainText;
    const fallback = typeof text === "string" ? [element("pre", "lr-Message-fallback", text)] : [];
    this.node.replaceChildren(message, ...fallback);
    this.node.dataset.lowrankRendered = "error";
  }
}
