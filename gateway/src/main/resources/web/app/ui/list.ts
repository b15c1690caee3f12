import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { base } from "./styles";

/** Rows drawn above and below what is seen. */
const margin = 6;

/**
 * A list of rows of one height of which only those in sight are in the page, so that 10,000 scroll like ten. Emits
 * `more` when the end comes near. Rows are links or buttons; `j` and `k` move the focus between them.
 */
@customElement("weft-list")
export class WeftList extends LitElement {
  static override styles = [
    base,
    css`
      :host { display: block; overflow-y: auto; overscroll-behavior: contain; block-size: 100%; contain: strict; }
    `,
  ];

  @property({ attribute: false }) items: readonly unknown[] = [];
  @property({ attribute: false }) row: (item: never, index: number) => TemplateResult = () => html``;
  @property({ attribute: false }) key: (item: never) => string = (item) => String(item);
  @property({ type: Number }) rowHeight = 72;
  @property() label = "";
  @property({ type: Boolean }) more = false;

  @state() private from = 0;
  @state() private to = 20;
  @query(".above") private above!: HTMLElement;
  @query(".below") private below!: HTMLElement;

  private readonly resized = new ResizeObserver(() => this.measure());
  private focused = -1;

  override connectedCallback(): void {
    super.connectedCallback();
    this.addEventListener("scroll", this.measure, { passive: true });
    this.resized.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.removeEventListener("scroll", this.measure);
    this.resized.disconnect();
  }

  override render() {
    const from = Math.min(this.from, Math.max(0, this.items.length - 1));
    const seen = this.items.slice(from, this.to);
    return html`<div class="above"></div>
      <div role="list" aria-label=${this.label}>
        ${repeat(
          seen,
          (item) => this.key(item as never),
          (item, at) => html`<div
            role="listitem"
            aria-posinset=${from + at + 1}
            aria-setsize=${this.more ? -1 : this.items.length}
            data-index=${from + at}
          >
            ${this.row(item as never, from + at)}
          </div>`,
        )}
      </div>
      <div class="below"></div>`;
  }

  protected override updated(): void {
    this.above.style.blockSize = `${Math.min(this.from, this.items.length) * this.rowHeight}px`;
    this.below.style.blockSize = `${Math.max(0, this.items.length - this.to) * this.rowHeight}px`;
    if (this.more && this.to >= this.items.length - margin && this.items.length > 0) {
      this.dispatchEvent(new CustomEvent("more"));
    }
  }

  /** Moves the keyboard focus by rows, from the focused one or, if none is, from the first in sight. */
  async move(by: number): Promise<void> {
    const active = this.renderRoot.querySelector<HTMLElement>("[data-index]:focus-within");
    const at = active ? Number(active.dataset["index"]) : this.focused;
    const next = Math.max(0, Math.min(this.items.length - 1, at + by));
    this.focused = next;
    this.reveal(next);
    this.measure();
    await this.updateComplete;
    const row = this.renderRoot.querySelector<HTMLElement>(`[data-index="${next}"]`);
    (row?.firstElementChild as HTMLElement | null)?.focus();
  }

  private reveal(index: number): void {
    const top = index * this.rowHeight;
    if (top < this.scrollTop) this.scrollTop = top;
    else if (top + this.rowHeight > this.scrollTop + this.clientHeight) {
      this.scrollTop = top + this.rowHeight - this.clientHeight;
    }
  }

  private readonly measure = (): void => {
    this.from = Math.max(0, Math.floor(this.scrollTop / this.rowHeight) - margin);
    this.to = Math.ceil((this.scrollTop + this.clientHeight) / this.rowHeight) + margin;
  };
}
