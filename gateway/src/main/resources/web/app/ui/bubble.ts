import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { Message } from "../api/types";
import { urlOf } from "../api/operations";
import { bytes, t } from "../i18n";
import { signatureWords, stateWords } from "./state-words";
import { base, controls } from "./styles";
import { textWithLinks } from "./text";
import type { Attached } from "./attachment";
import "./attachment";
import "./icon";
import "./time";

/** Characters of one message shown before a person asks for the rest. */
const shownAtOnce = 4000;

export const bubbleStyles = css`
  :host { display: flex; flex-direction: column; align-items: flex-start; padding-block: 3px; content-visibility: auto; contain-intrinsic-size: auto 72px; }
  :host([mine]) { align-items: flex-end; }
  .bubble {
    max-inline-size: min(85%, 600px); padding: var(--s2) 12px; border: 1px solid var(--line); border-radius: 4px var(--radius-large) var(--radius-large);
    background: var(--raised); min-inline-size: 96px;
  }
  :host([mine]) .bubble { border-color: var(--mine-line); border-radius: var(--radius-large) 4px var(--radius-large) var(--radius-large); background: var(--mine); }
  .title { font-weight: 650; unicode-bidi: isolate; overflow-wrap: anywhere; }
  .text { white-space: pre-wrap; overflow-wrap: anywhere; unicode-bidi: isolate; }
  .fields { margin-block-start: var(--s2); }
  .files { display: grid; gap: var(--s2); margin-block-start: var(--s2); min-inline-size: min(280px, 100%); }
  .state { display: flex; flex-wrap: wrap; align-items: center; gap: 2px 6px; min-block-size: 24px; padding: 0 var(--s1); color: var(--text-soft); font-size: var(--small); text-decoration: none; }
  a.state:hover { text-decoration: underline; color: var(--text); }
  .state weft-icon { inline-size: 15px; block-size: 15px; }
  .bad { color: var(--danger); font-weight: 550; }
  .warn { display: flex; gap: var(--s2); margin-block-end: var(--s2); color: var(--caution); font-size: var(--small); font-weight: 550; line-height: 1.35; }
  .warn.wrong { color: var(--danger); }
  .warn weft-icon { inline-size: 17px; block-size: 17px; }
`;

/** One message: what it says, whether it is who it says, and how it fares, in words. */
@customElement("weft-bubble")
export class WeftBubble extends LitElement {
  static override styles = [base, controls, bubbleStyles];

  @property({ attribute: false }) message!: Message;
  @property() href = "";
  @property({ type: Boolean, reflect: true }) mine = false;
  @state() private whole = false;

  override render() {
    const { message } = this;
    const text = message.content ?? "";
    const content = this.whole ? text : text.slice(0, shownAtOnce);
    const trusted = this.mine || message.signature === "valid";
    return html`<div class="bubble">
        ${this.warning()} ${message.title ? html`<p class="title" dir="auto">${message.title}</p>` : nothing}
        ${content ? html`<div class="text" dir="auto">${textWithLinks(content, trusted)}</div>` : nothing}
        ${content.length < text.length
          ? html`<button class="link" type="button" @click=${() => (this.whole = true)}>${t("message.whole")}</button>`
          : nothing}
        ${message.unreadable
          ? html`<em class="soft">${t("message.damaged")}</em>`
          : message.content === null
            ? html`<em class="soft">${t("message.unreadable")}</em>`
            : nothing}
        ${text === "" && message.content !== null && !message.title && !message.unreadFields && this.attached.length === 0 ? html`<em class="soft">${t("message.empty")}</em>` : nothing}
        ${this.files(trusted)} ${this.fields()}
      </div>
      ${this.footer()}`;
  }

  /** The files, and before them the picture that came inside the message. */
  private get attached(): Attached[] {
    const { image, attachments = [] } = this.message;
    if (!image) return attachments;
    const size = Math.floor((image.data.length * 3) / 4);
    return [{ n: -1, name: `${t("picture")}.${image.type}`, size, data: image.data }, ...attachments];
  }

  private warning() {
    const words = this.mine ? null : signatureWords(this.message.signature);
    if (!words) return nothing;
    const wrong = this.message.signature === "invalid";
    return html`<p class="warn ${wrong ? "wrong" : ""}" title=${words.next}><weft-icon name="warning"></weft-icon><span>${words.text}</span></p>`;
  }

  private files(trusted: boolean) {
    const files = this.attached;
    if (files.length === 0) return nothing;
    return html`<div class="files">
      ${files.map((file) => html`<weft-attachment .attachment=${file} .message=${this.message.id} .trusted=${trusted}></weft-attachment>`)}
    </div>`;
  }

  /** What the message holds beside its text and is too much to be shown. */
  private fields() {
    const { id, unreadFields } = this.message;
    if (!unreadFields) return nothing;
    return html`<p class="fields small soft">
      ${t("message.fields", { size: bytes(unreadFields.size) })}
      <a href=${urlOf("getFields", { id })} download="fields.msgpack">${t("message.fields.save")}</a>
    </p>`;
  }

  private footer(): TemplateResult {
    const { message } = this;
    const state = stateWords(message);
    const at = message.direction === "in" ? (message.receivedAt ?? message.sentAt) : message.sentAt;
    return html`<a class="state" href=${this.href} aria-label=${t("message.details.of", { state: this.mine ? state.text : "" })}>
      <weft-time form="clock" .at=${at ?? null}></weft-time>
      ${this.mine
        ? html`<span class=${state.tone} title=${state.next}>${state.text}</span><weft-icon class=${state.tone} name=${state.icon}></weft-icon>`
        : html`<weft-icon name="info"></weft-icon>`}
    </a>`;
  }
}
