import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { Message } from "../api/types";
import { urlOf } from "../api/operations";
import { bytes, t } from "../i18n";
import { Watching } from "../state/observable";
import { reading } from "../state/reading";
import { quotedOf } from "../state/thread";
import { bubbleStyles } from "./bubble-styles";
import { kindWords, namedKinds } from "./kinds";
import { formattedAtMost, markdown } from "./markdown";
import { signatureWords, stateWords } from "./state-words";
import { base, controls } from "./styles";
import { textWithLinks } from "./text";
import { looksLikePicture, type Attached } from "./attachment";
import { turn } from "./in-turn";
import "./attachment";
import "./icon";
import "./time";

/** Characters of one message shown before a person asks for the rest. */
const shownAtOnce = 4000;

const sizeOf = (base64: string): number => Math.floor((base64.length * 3) / 4) - (base64.match(/=+$/)?.[0].length ?? 0);

/** How LXMF numbers the way in which a text is meant to be shown. */
const rendererField = "15";
const isMarkdown = (message: Message): boolean => message.fields?.[rendererField] === 2;

/** The state of a message about which nothing has to be said, once it is said of the last one. */
const usual = "delivered";

/** States in which nothing is tried any more: whoever still wants to send the text begins anew. */
const stopped = new Set(["failed", "refused", "expired", "cancelled"]);

/** One message: what it says, whether it is who it says, and how it fares, in words. */
@customElement("weft-bubble")
export class WeftBubble extends LitElement {
  static override styles = [base, controls, bubbleStyles];

  @property({ attribute: false }) message!: Message;
  @property() href = "";
  /** The beginning of the message that this one answers, where it is at hand. */
  @property() answers = "";
  /** Whether it is drawn at once, because it will be in sight. */
  @property({ type: Boolean, reflect: true }) soon = false;
  @property({ type: Boolean, reflect: true }) mine = false;
  /** Whether it begins, and ends, what one person wrote in a row. */
  @property({ type: Boolean, reflect: true }) first = false;
  @property({ type: Boolean, reflect: true }) last = false;
  @state() private whole = false;
  /** What the person chose for this message; null: as they read others. */
  @state() private formatted: boolean | null = null;

  constructor() {
    super();
    new Watching(this, reading);
  }

  protected override willUpdate(): void {
    this.toggleAttribute("pictured", this.message.image != null || (this.message.attachments ?? []).some(({ name }) => looksLikePicture(name)));
  }

  protected override firstUpdated(): void {
    this.toggleAttribute("drawn", true);
  }

  protected override async scheduleUpdate(): Promise<void> {
    if (!this.hasUpdated && !this.soon) await turn();
    await super.scheduleUpdate();
  }

  override render() {
    const { message } = this;
    const text = message.content ?? "";
    const content = this.whole ? text : text.slice(0, shownAtOnce);
    const trusted = this.mine || message.signature === "valid";
    const formatted = this.formats && this.shape;
    return html`<div class="bubble">
        ${this.warning()} ${this.quote()} ${message.title ? html`<p class="title" dir="auto">${message.title}</p>` : nothing}
        ${content ? html`<div class="text" dir="auto">${formatted ? markdown(content, trusted) : textWithLinks(content, trusted)}</div>` : nothing}
        ${content.length < text.length
          ? html`<button class="link" type="button" @click=${() => (this.whole = true)}>${t("message.whole")}</button>`
          : nothing}
        ${message.unreadable
          ? html`<em class="soft">${t("message.damaged")}</em>`
          : message.content === null
            ? html`<em class="soft">${t("message.unreadable")}</em>`
            : nothing}
        ${text === "" && message.content !== null && !message.title && !message.unreadFields && this.attached.length === 0 && namedKinds(message).length === 0 ? html`<em class="soft">${t("message.empty")}</em>` : nothing}
        ${this.files(trusted)} ${this.kinds()} ${this.fields()} ${this.footer()}
      </div>`;
  }

  /** Whether the sender says that the text is Markdown, and not more of it than is formatted. */
  private get shape(): boolean {
    return isMarkdown(this.message) && (this.message.content ?? "").length <= formattedAtMost;
  }

  private get formats(): boolean {
    return this.formatted ?? reading.formatted;
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

  /** When it was, how it fares where that says something, and what can be done with it. */
  private footer(): TemplateResult {
    const { message } = this;
    const state = stateWords(message);
    const told = this.mine && (this.last || message.state !== usual);
    const at = message.direction === "in" ? (message.receivedAt ?? message.sentAt) : message.sentAt;
    const answerable = message.hash && !message.unreadable;
    return html`<div class="foot">
      ${answerable ? html`<button class="link quiet" type="button" @click=${() => this.dispatchEvent(new CustomEvent("reply"))}>${t("reply")}</button>` : nothing}
      ${this.mine && stopped.has(message.state) && message.content && this.attached.length === 0
        ? html`<button class="link quiet" type="button" @click=${() => this.dispatchEvent(new CustomEvent("again"))}>${t("message.again")}</button>`
        : nothing}
      ${this.shape
        ? html`<button class="link quiet" type="button" @click=${() => (this.formatted = !this.formats)}>${t(this.formats ? "message.written" : "message.formatted")}</button>`
        : nothing}
      <a class="state" href=${this.href}><span class="hidden-text">${t("message.details")}</span><weft-time form="clock" .at=${at ?? null}></weft-time>
        ${told ? html`<span class=${state.tone} title=${state.next}>${state.text}</span><weft-icon class=${state.tone} name=${state.icon}></weft-icon>` : nothing}</a>
    </div>`;
  }
}
