import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { Message } from "../api/types";
import { urlOf } from "../api/operations";
import { bytes, t } from "../i18n";
import { quotedOf } from "../state/thread";
import { kindWords, namedKinds } from "./kinds";
import { signatureWords, stateWords } from "./state-words";
import { base, controls } from "./styles";
import { textWithLinks } from "./text";
import type { Attached } from "./attachment";
import { turn } from "./in-turn";
import "./attachment";
import "./icon";
import "./time";

/** Characters of one message shown before a person asks for the rest. */
const shownAtOnce = 4000;

const sizeOf = (base64: string): number => Math.floor((base64.length * 3) / 4) - (base64.match(/=+$/)?.[0].length ?? 0);

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
  blockquote { margin: 0 0 var(--s2); padding-inline-start: var(--s2); border-inline-start: 3px solid var(--line-strong); color: var(--text-soft); font-size: var(--small); overflow-wrap: anywhere; white-space: pre-wrap; unicode-bidi: isolate; }
  .kinds { display: flex; flex-wrap: wrap; gap: 2px var(--s2); margin: var(--s1) 0 0; padding: 0; list-style: none; color: var(--text-soft); overflow-wrap: anywhere; }
  .foot { display: flex; align-items: center; gap: var(--s2); }
  .reply { font-size: var(--small); }
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
  /** The beginning of the message that this one answers, where it is at hand. */
  @property() answers = "";
  @property({ type: Boolean, reflect: true }) mine = false;
  @state() private whole = false;

  protected override async scheduleUpdate(): Promise<void> {
    if (!this.hasUpdated) await turn();
    await super.scheduleUpdate();
  }

  override render() {
    const { message } = this;
    const text = message.content ?? "";
    const content = this.whole ? text : text.slice(0, shownAtOnce);
    const trusted = this.mine || message.signature === "valid";
    return html`<div class="bubble">
        ${this.warning()} ${this.quote()} ${message.title ? html`<p class="title" dir="auto">${message.title}</p>` : nothing}
        ${content ? html`<div class="text" dir="auto">${textWithLinks(content, trusted)}</div>` : nothing}
        ${content.length < text.length
          ? html`<button class="link" type="button" @click=${() => (this.whole = true)}>${t("message.whole")}</button>`
          : nothing}
        ${message.unreadable
          ? html`<em class="soft">${t("message.damaged")}</em>`
          : message.content === null
            ? html`<em class="soft">${t("message.unreadable")}</em>`
            : nothing}
        ${text === "" && message.content !== null && !message.title && !message.unreadFields && this.attached.length === 0 && namedKinds(message).length === 0 ? html`<em class="soft">${t("message.empty")}</em>` : nothing}
        ${this.files(trusted)} ${this.kinds()} ${this.fields()}
      </div>
      ${this.footer()}`;
  }

  /** The files, and before them the picture that came inside the message. */
  private get attached(): Attached[] {
    const { image, audio, attachments = [] } = this.message;
    const inside: Attached[] = [];
    if (image) {
      const ending = /^[a-z0-9]{1,8}$/i.test(image.type) ? `.${image.type}` : "";
      inside.push({ n: -1, name: t("picture") + ending, size: sizeOf(image.data), data: image.data });
    }
    if (audio) {
      const ending = audio.mode >= 0x10 && audio.mode <= 0x19 ? ".ogg" : audio.mode >= 1 && audio.mode <= 9 ? ".c2" : "";
      inside.push({ n: -2, name: t("kind.voice") + ending, size: sizeOf(audio.data), data: audio.data, sound: true });
    }
    return [...inside, ...attachments];
  }

  /** What else there is, by name; it can be saved as it came. */
  private kinds() {
    const kinds = namedKinds(this.message);
    if (kinds.length === 0) return nothing;
    const { id } = this.message;
    return html`<ul class="kinds small">
      ${kinds.map((kind) => html`<li><bdi>${kindWords(kind)}</bdi></li>`)}
      <li><a href=${urlOf("getFields", { id })} download="fields.msgpack">${t("message.fields.save")}</a></li>
    </ul>`;
  }

  /** What is answered: as it stands in the thread, else as the sender quotes it. */
  private quote() {
    const { replyTo, replyQuote } = this.message;
    if (!replyTo && !replyQuote) return nothing;
    return html`<blockquote dir="auto">${this.answers || quotedOf(replyQuote ?? "") || t("reply.unknown")}</blockquote>`;
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
    const answerable = message.hash && !message.unreadable;
    return html`<div class="foot"><a class="state" href=${this.href} aria-label=${t("message.details.of", { state: this.mine ? state.text : "" })}>
      <weft-time form="clock" .at=${at ?? null}></weft-time>
      ${this.mine
        ? html`<span class=${state.tone} title=${state.next}>${state.text}</span><weft-icon class=${state.tone} name=${state.icon}></weft-icon>`
        : html`<weft-icon name="info"></weft-icon>`}
    </a>
    ${answerable ? html`<button class="link reply" type="button" @click=${() => this.dispatchEvent(new CustomEvent("reply"))}>${t("reply")}</button>` : nothing}</div>`;
  }
}
