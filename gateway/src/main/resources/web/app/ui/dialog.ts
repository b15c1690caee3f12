import { css, html, LitElement } from "lit";
import { customElement, property, query } from "lit/decorators.js";
import { t } from "../i18n";
import { base, controls } from "./styles";
import "./icon";

/** A question or sheet over the page; Escape and the button close it, the browser keeps the focus inside. */
@customElement("weft-dialog")
export class WeftDialog extends LitElement {
  static override styles = [
    base,
    controls,
    css`
      dialog {
        inline-size: min(480px, calc(100vw - 32px)); max-block-size: calc(100dvh - 48px); padding: 0; border: 1px solid var(--line);
        border-radius: var(--radius-large); background: var(--raised); color: var(--text); box-shadow: var(--shadow); overflow: auto;
      }
      :host([wide]) dialog { inline-size: fit-content; min-inline-size: min(280px, calc(100vw - 32px)); max-inline-size: calc(100vw - 32px); }
      dialog::backdrop { background: rgb(8 16 15 / 48%); }
      header { display: flex; align-items: center; gap: var(--s2); padding: var(--s3) var(--s3) 0 var(--s4); }
      header h2 { flex: 1; min-inline-size: 0; overflow-wrap: anywhere; }
      .body { padding: var(--s2) var(--s4) var(--s4); }
    `,
  ];

  @property() heading = "";
  /** As wide as what it shows, instead of as wide as text. */
  @property({ type: Boolean, reflect: true }) wide = false;
  @query("dialog") private dialog!: HTMLDialogElement;

  override render() {
    return html`<dialog aria-labelledby="heading" @close=${this.closed}>
      <header>
        <h2 id="heading">${this.heading}</h2>
        <button type="button" class="plain icon" aria-label=${t("close")} @click=${this.close}>
          <weft-icon name="close"></weft-icon>
        </button>
      </header>
      <div class="body"><slot></slot></div>
    </dialog>`;
  }

  /** Closes it as its own button does; the focus goes back to where it was. */
  close(): void {
    this.dialog.close();
  }

  protected override firstUpdated(): void {
    this.dialog.showModal();
  }

  private closed(): void {
    this.dispatchEvent(new CustomEvent("closed"));
  }
}
