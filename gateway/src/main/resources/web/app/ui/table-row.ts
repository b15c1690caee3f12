import { css, html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { base, controls } from "./styles";

/** A row with a name, a line about it and at most one thing to do, which asks once before it is done. */
@customElement("weft-table-row")
export class WeftTableRow extends LitElement {
  static override shadowRootOptions: ShadowRootInit = { ...LitElement.shadowRootOptions, delegatesFocus: true };
  static override styles = [
    base,
    controls,
    css`
      div { display: grid; grid-template-columns: minmax(0, 1fr) auto; column-gap: var(--s3); align-items: center; align-content: center; block-size: 72px; padding: 0 var(--s3); border-block-end: 1px solid var(--line); }
      .name { display: flex; gap: var(--s2); align-items: center; min-inline-size: 0; font-weight: 550; }
      .name bdi, .about { overflow: clip; text-overflow: ellipsis; white-space: nowrap; }
      .about { grid-row: 2; grid-column: 1; color: var(--text-soft); font-size: var(--small); }
      .about.under { grid-row: 3; }
      code { white-space: nowrap; }
      div.tall { block-size: 96px; }
      @media (max-width: 640px) {
        .about { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; line-height: 1.4; white-space: normal; overflow-wrap: anywhere; }
        div.tall { block-size: 112px; }
      }
      .tag { flex: none; padding: 0 var(--s2); border-radius: 10px; background: var(--selected); font-size: 0.75rem; font-weight: 600; line-height: 20px; }
      .alarm { background: var(--caution-ground); color: var(--caution); }
      button { grid-row: 1 / 4; grid-column: 2; min-block-size: 36px; }
      .still { outline-offset: -3px; }
    `,
  ];

  @property() name = "";
  @property({ attribute: false }) about: unknown = nothing;
  /** A third line; with it a row is 96 px high, and 112 px where it is narrow. */
  @property({ attribute: false }) under: unknown = nothing;
  @property() tag = "";
  /** A tag of what somebody may have to see to. */
  @property() alarm = "";
  @property() action = "";
  /** The words of the button when it asks again; without them it doesn't. */
  @property() sure = "";
  @property({ type: Boolean }) danger = true;
  @state() private asking = false;

  override render() {
    return html`<div class="still ${this.under === nothing ? "" : "tall"}" tabindex=${this.action ? nothing : "0"}>
      <span class="name"><bdi>${this.name}</bdi>${this.tag ? html`<span class="tag">${this.tag}</span>` : nothing}${this.alarm ? html`<span class="tag alarm">${this.alarm}</span>` : nothing}</span>
      <span class="about">${this.about}</span>
      ${this.under === nothing ? nothing : html`<span class="about under">${this.under}</span>`}
      ${this.action
        ? html`<button type="button" class=${this.danger ? "danger" : ""} aria-label="${this.asking ? this.sure : this.action}: ${this.name}" @click=${this.press} @blur=${() => (this.asking = false)}>
            ${this.asking ? this.sure : this.action}
          </button>`
        : nothing}
    </div>`;
  }

  private press(): void {
    if (this.sure && !this.asking) {
      this.asking = true;
      return;
    }
    this.asking = false;
    this.dispatchEvent(new CustomEvent("act"));
  }
}
