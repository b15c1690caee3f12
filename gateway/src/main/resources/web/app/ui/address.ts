import { css, html, LitElement } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { t } from "../i18n";
import { base, controls } from "./styles";
import "./icon";

/** The first and last digits of a hash, enough to compare by eye. */
export const shortHash = (hash: string): string => (hash.length > 14 ? `${hash.slice(0, 6)}…${hash.slice(-6)}` : hash);

export const isAddress = (text: string): boolean => /^[0-9a-f]{32}$/.test(text);

/** What a person pasted, as an address: case, spaces, brackets and a scheme are forgiven. */
export const cleanAddress = (text: string): string =>
  text.trim().toLowerCase().replace(/^[a-z]+:\/\//, "").replace(/[<>\s:]/g, "");

/** A hash: shortened, explained when pointed at, copied with one press. */
@customElement("weft-hash")
export class WeftHash extends LitElement {
  static override styles = [
    base,
    controls,
    css`
      :host { display: inline-flex; align-items: center; gap: 2px; min-inline-size: 0; font-size: inherit; }
      code { font-family: var(--mono); font-size: 0.9em; overflow-wrap: anywhere; }
      button.icon { min-block-size: 24px; inline-size: 28px; padding: 0; border: 0; background: none; color: var(--text-soft); }
      weft-icon { inline-size: 16px; block-size: 16px; }
    `,
  ];

  @property() hash = "";
  @property() what = "";
  @property({ type: Boolean }) whole = false;
  @state() private copied = false;

  override render() {
    const label = this.copied ? t("copy.done") : t("copy.what", { what: this.what });
    return html`<code title="${this.what}: ${this.hash}">${this.whole ? this.hash : shortHash(this.hash)}</code
      ><button type="button" class="icon" title=${label} aria-label=${label} @click=${this.copy}>
        <weft-icon name=${this.copied ? "check" : "copy"}></weft-icon></button
      ><span class="hidden-text" role="status">${this.copied ? t("copy.done") : ""}</span>`;
  }

  private async copy(event: Event): Promise<void> {
    event.preventDefault();
    event.stopPropagation();
    await navigator.clipboard.writeText(this.hash);
    this.copied = true;
    window.setTimeout(() => (this.copied = false), 2000);
  }
}
