import { css, html, LitElement, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { Problem } from "../api/problem";
import { t } from "../i18n";
import { explain } from "./explain";
import { base, controls } from "./styles";
import type { IconName } from "./icon";
import "./icon";


/** The empty or failed state of a place: what it is, why it is so, what to do. The slot takes the action. */
@customElement("weft-notice")
export class WeftNotice extends LitElement {
  static override styles = [
    base,
    controls,
    css`
      :host { display: block; padding: var(--s5) var(--s4); text-align: center; }
      .mark {
        display: inline-flex; padding: var(--s3); border-radius: 50%; background: var(--hover); color: var(--text-soft);
        margin-block-end: var(--s3);
      }
      p { color: var(--text-soft); max-inline-size: 44ch; margin: var(--s1) auto var(--s3); overflow-wrap: anywhere; }
      .actions { display: flex; justify-content: center; flex-wrap: wrap; gap: var(--s2); }
    `,
  ];

  @property() icon: IconName = "info";
  @property() heading = "";
  @property() text = "";
  @property({ attribute: false }) problem: Problem | null = null;

  override render() {
    const failed = this.problem !== null;
    const icon = failed ? (this.problem?.offline ? "offline" : "warning") : this.icon;
    return html`<div role=${failed ? "alert" : nothing}>
      <span class="mark"><weft-icon name=${icon}></weft-icon></span>
      <h2>${this.heading}</h2>
      <p>${this.problem ? explain(this.problem) : this.text}</p>
      <div class="actions">
        ${failed ? html`<button type="button" @click=${this.again}>${t("again")}</button>` : nothing}
        <slot></slot>
      </div>
    </div>`;
  }

  private again(): void {
    this.dispatchEvent(new CustomEvent("again"));
  }
}
