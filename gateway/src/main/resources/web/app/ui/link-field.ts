import { css, html, LitElement } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { t } from "../i18n";
import { base, controls } from "./styles";

/** A link to be given to somebody: shown whole, copied with one press. */
@customElement("weft-link-field")
export class WeftLinkField extends LitElement {
  static override shadowRootOptions: ShadowRootInit = { ...LitElement.shadowRootOptions, delegatesFocus: true };
  static override styles = [
    base,
    controls,
    css`
      :host { display: block; }
      .row { flex-wrap: nowrap; }
      input { font-family: var(--mono); font-size: var(--small); }
    `,
  ];

  @property() link = "";
  /** What the link is for. */
  @property() what = "";
  @state() private copied = false;

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has("link")) this.copied = false;
  }

  override render() {
    return html`<div class="row">
      <input readonly aria-label=${this.what} .value=${this.link} @focus=${(event: Event) => (event.target as HTMLInputElement).select()} />
      <button type="button" @click=${this.copy}>${this.copied ? t("copy.done") : t("copy")}</button>
    </div>`;
  }

  private async copy(): Promise<void> {
    await navigator.clipboard.writeText(this.link);
    this.copied = true;
  }
}
