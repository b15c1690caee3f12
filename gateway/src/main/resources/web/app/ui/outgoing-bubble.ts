import { css, html, LitElement, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { bytes, t, tn } from "../i18n";
import type { Outgoing } from "../state/thread";
import { bubbleStyles } from "./bubble-styles";
import { explain } from "./explain";
import { base, controls } from "./styles";
import "./icon";

/** A message the node has not taken yet: on its way up, or refused, with the reason and what to do about it. */
@customElement("weft-outgoing-bubble")
export class WeftOutgoingBubble extends LitElement {
  static override styles = [
    base,
    controls,
    bubbleStyles,
    css`
      .bubble { opacity: 0.85; border-style: dashed; }
      progress { inline-size: 100%; block-size: 8px; accent-color: var(--accent); }
      .problem { max-inline-size: min(85%, 600px); padding: var(--s1); color: var(--danger); font-size: var(--small); text-align: end; }
      .problem p { font-weight: 550; overflow-wrap: anywhere; }
      .problem .row { justify-content: flex-end; gap: var(--s3); }
    `,
  ];

  @property({ attribute: false }) outgoing!: Outgoing;
  /** Set anew with each change of the outgoing message, which is one object all its life. */
  @property({ type: Number }) progress = 0;
  @property({ attribute: false }) problem: Outgoing["problem"] = null;
  @property({ type: Boolean, reflect: true }) mine = true;
  @property({ type: Boolean, reflect: true }) last = true;

  override render() {
    const { content, files } = this.outgoing;
    const size = files.reduce((sum, file) => sum + file.size, 0);
    const percent = Math.round(this.progress * 100);
    return html`<div class="bubble">
        ${content ? html`<div class="text" dir="auto">${content}</div>` : nothing}
        ${files.length > 0 ? html`<p class="small soft">${tn("files", files.length)}, ${bytes(size)}</p>` : nothing}
        ${files.length > 0 && !this.problem
          ? html`<progress max="100" value=${percent} aria-label=${t("upload.progress")}></progress>`
          : nothing}
        ${this.problem ? nothing : html`<div class="foot"><span class="state">${files.length > 0 ? t("upload.part", { percent }) : t("upload.now")}</span></div>`}
      </div>
      ${this.problem
        ? html`<div class="problem" role="alert">
            <p>${this.problem.offline ? t("unsent.offline") : html`${t("unsent")} ${explain(this.problem)}`}</p>
            <div class="row">
              <button class="link" type="button" @click=${() => this.tell("again")}>${t("again")}</button>
              <button class="link" type="button" @click=${() => this.tell("edit")}>${t("unsent.edit")}</button>
              <button class="link" type="button" @click=${() => this.tell("discard")}>${t("unsent.discard")}</button>
            </div>
          </div>`
        : nothing}`;
  }

  private tell(what: "again" | "edit" | "discard"): void {
    this.dispatchEvent(new CustomEvent(what));
  }
}
