import { css, html, LitElement } from "lit";
import { customElement, property } from "lit/decorators.js";
import { t } from "../i18n";
import { base } from "./styles";

/** Rows in the shape of what is being fetched, so that nothing jumps when it arrives. */
@customElement("weft-skeleton")
export class WeftSkeleton extends LitElement {
  static override styles = [
    base,
    css`
      :host { display: block; padding: var(--s3); }
      div { display: grid; gap: var(--s2); block-size: 56px; align-content: start; }
      span { display: block; block-size: 12px; border-radius: 6px; background: var(--hover); animation: breathe 1.6s ease-in-out infinite; }
      span:first-child { inline-size: 45%; }
      span:last-child { inline-size: 80%; }
      @keyframes breathe { 50% { opacity: 0.45; } }
    `,
  ];

  @property({ type: Number }) rows = 6;

  override render() {
    return html`<p class="hidden-text" role="status">${t("loading")}</p>
      ${Array.from({ length: this.rows }, () => html`<div aria-hidden="true"><span></span><span></span></div>`)}`;
  }
}
