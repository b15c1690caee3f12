import { css, html, LitElement, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { t } from "../i18n";
import { onKey } from "../shell/keys";
import { paths, router } from "../shell/router";
import { base, controls } from "../ui/styles";
import { session } from "../state/session";
import "../ui/notice";
import "./conversation-list";
import "./message-details";
import "./thread";

/** Conversations, the open thread and, beside it, one message's details; on a phone one of them at a time. */
@customElement("weft-messages")
export class WeftMessages extends LitElement {
  static override styles = [
    base,
    controls,
    css`
      :host { display: grid; grid-template-columns: minmax(260px, 336px) minmax(0, 1fr); block-size: 100%; position: relative; overflow: clip; }
      weft-conversation-list { border-inline-end: 1px solid var(--line); }
      weft-conversation-list, weft-thread, .none { min-block-size: 0; min-inline-size: 0; block-size: 100%; background: var(--surface); }
      weft-thread { background: var(--ground); }
      .none { display: grid; place-items: center; background: var(--ground); }
      weft-message-details {
        position: absolute; inset-block: 0; inset-inline-end: 0; inline-size: min(400px, 100%); border-inline-start: 1px solid var(--line);
        background: var(--raised); box-shadow: var(--shadow);
      }
      .place { display: none; }
      @media (max-width: 640px) {
        :host { grid-template-columns: minmax(0, 1fr); }
        :host([thread]) weft-conversation-list, :host(:not([thread])) .none { display: none; }
        :host([details]) weft-thread { visibility: hidden; }
        :host([details]) .place { display: block; }
        weft-message-details { inline-size: 100%; border: 0; }
      }
    `,
  ];

  @property() identity = "";
  @property() peer: string | null = null;
  @property() message: string | null = null;

  private release: (() => void) | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    this.release = onKey("Escape", () => this.up());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.release?.();
  }

  override render() {
    this.toggleAttribute("thread", this.peer !== null);
    this.toggleAttribute("details", this.peer !== null && this.message !== null);
    const identity = session.identity(this.identity);
    if (!identity) return nothing;
    return html`<weft-conversation-list .identity=${identity} .peer=${this.peer}></weft-conversation-list>
      ${this.peer
        ? html`<weft-thread .identity=${identity} .peer=${this.peer}></weft-thread>`
        : html`<div class="none"><weft-notice icon="messages" heading=${t("thread.none")} text=${t("thread.none.text")}></weft-notice></div>`}
      ${this.peer && this.message
        ? html`<h1 class="hidden-text place">${t("title.messages")}</h1>
            <weft-message-details .identity=${identity} .peer=${this.peer} .message=${this.message}></weft-message-details>`
        : nothing}`;
  }

  private up(): void {
    if (this.peer && this.message) router.go(paths.thread(this.identity, this.peer));
    else if (this.peer) router.go(paths.messages(this.identity));
  }
}
