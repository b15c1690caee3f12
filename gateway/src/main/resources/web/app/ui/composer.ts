import { css, html, LitElement, nothing, type PropertyValues } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import type { Method } from "../api/types";
import { bytes, t, tn } from "../i18n";
import { drafts } from "../state/drafts";
import type { Answered } from "../state/thread";
import { base, controls } from "./styles";
import { cleanFileName } from "./text";
import "./icon";

export interface Written {
  content: string;
  files: File[];
  method: Method;
  /** The message that is answered. */
  answers: Answered | null;
}

const methods: Method[] = ["auto", "direct", "opportunistic"];

/** Where a message is written. Text is kept as a draft with each key; Enter sends, Shift and Enter makes a line. */
@customElement("weft-composer")
export class WeftComposer extends LitElement {
  static override styles = [
    base,
    controls,
    css`
      :host { display: block; padding: var(--s2) var(--s3); border-block-start: 1px solid var(--line); background: var(--surface); }
      form { gap: var(--s1); }
      .line { display: flex; align-items: flex-end; gap: var(--s2); }
      textarea { flex: 1; min-inline-size: 0; block-size: 40px; max-block-size: 200px; resize: none; line-height: 22px; border-radius: 20px; padding: 8px 16px; }
      .answers { display: flex; align-items: center; gap: var(--s2); }
      blockquote { flex: 1; min-inline-size: 0; margin: 0; padding-inline-start: var(--s2); border-inline-start: 3px solid var(--accent); color: var(--text-soft); font-size: var(--small); overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
      .send { border-radius: 50%; }
      .files { display: flex; flex-wrap: wrap; gap: var(--s2); margin-block-end: var(--s2); }
      .files li { display: flex; align-items: center; gap: var(--s2); max-inline-size: 100%; padding-inline-start: var(--s2); border: 1px solid var(--line-strong); border-radius: var(--radius); font-size: var(--small); }
      .files bdi { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
      .files button { min-block-size: 32px; inline-size: 32px; border: 0; }
      .over { border-color: var(--danger) !important; }
      .options { display: flex; align-items: center; gap: var(--s2); padding-inline-start: var(--s6); font-size: var(--small); color: var(--text-soft); }
      .options label { margin: 0; font-weight: 500; }
      select { inline-size: auto; min-block-size: 24px; padding: 0 var(--s1); font-size: var(--small); border-color: transparent; background: transparent; color: var(--text); }
      .keys, .near { margin-inline-start: auto; white-space: nowrap; }
      @media (max-height: 420px) {
        :host { padding: var(--s1) var(--s2); }
        textarea { max-block-size: 88px; }
        .options { gap: 0; padding: 0; }
        .options label { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); }
        .options select { max-inline-size: 96px; min-block-size: 40px; }
        .keys { display: none; }
        form { flex-direction: row; flex-wrap: wrap; align-items: flex-end; }
        form > :not(.options) { flex: 1 1 180px; }
        .files { max-block-size: 64px; position: relative; overflow-y: auto; }
      }
      @media (max-width: 640px) { .keys { display: none; } }
      @media (pointer: coarse) { .keys { display: none; } }
    `,
  ];

  @property() identity = "";
  @property() peer = "";
  /** The most one message may carry, in bytes; null while the node has not said it. */
  @property({ type: Number }) limit: number | null = null;
  @state() private text = "";
  @state() private files: File[] = [];
  @state() private method: Method = "auto";
  @state() private answers: Answered | null = null;
  @query("textarea") private area!: HTMLTextAreaElement;
  @query("input[type=file]") private picker!: HTMLInputElement;

  private get size(): number {
    return this.files.reduce((sum, file) => sum + file.size, 0) + new TextEncoder().encode(this.text).length;
  }

  private get tooLarge(): boolean {
    return this.limit !== null && this.size > this.limit;
  }

  /** From four fifths of it on it is said how much of a message is used up. */
  private get nearLimit(): boolean {
    return this.limit !== null && this.size >= this.limit * 0.8;
  }

  override focus(): void {
    this.area?.focus();
  }

  /** Puts back what could not be sent. */
  restore(written: Pick<Written, "content" | "files" | "answers">): void {
    this.answers = written.answers;
    this.text = this.text ? `${written.content}\n${this.text}` : written.content;
    this.files = [...written.files, ...this.files];
    drafts.write(this.identity, this.peer, this.text);
    void this.updateComplete.then(() => this.focus());
  }

  /** The node has the text: its draft goes, unless something else was begun meanwhile. */
  sent(identity: string, peer: string, content: string): void {
    if (drafts.read(identity, peer).trim() === content) drafts.write(identity, peer, "");
  }

  /** What is written next answers this message. */
  answer(answers: Answered): void {
    this.answers = answers;
    this.focus();
  }

  addFiles(list: Iterable<File>): void {
    this.files = [...this.files, ...list];
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has("identity") || changed.has("peer")) {
      this.text = drafts.read(this.identity, this.peer);
      this.files = [];
      this.answers = null;
    }
  }

  protected override updated(changed: PropertyValues): void {
    if (!changed.has("text")) return;
    this.area.value = this.text;
    this.area.style.blockSize = "40px";
    this.area.style.blockSize = `${Math.min(this.area.scrollHeight + 2, 200)}px`;
  }

  override render() {
    return html`<form @submit=${this.submit}>
      ${this.answering()} ${this.chosen()}
      <div class="line">
        <button type="button" class="plain icon" title=${t("attach")} aria-label=${t("attach")} @click=${() => this.picker.click()}>
          <weft-icon name="attach"></weft-icon>
        </button>
        <input type="file" multiple hidden tabindex="-1" aria-label=${t("attach")} @change=${this.picked} />
        <textarea
          rows="1"
          dir="auto"
          aria-label=${t("compose.label")}
          placeholder=${t("compose.label")}
          @input=${this.typed}
          @keydown=${this.keyed}
          @paste=${this.pasted}
        ></textarea>
        <button class="primary icon send" title=${t("send")} aria-label=${t("send")} ?disabled=${this.tooLarge || (!this.text.trim() && this.files.length === 0)}>
          <weft-icon name="send"></weft-icon>
        </button>
      </div>
      <div class="options">
        <label for="method">${t("method.label")}</label>
        <select id="method" @change=${(event: Event) => (this.method = (event.target as HTMLSelectElement).value as Method)}>
          ${methods.map((method) => html`<option value=${method} ?selected=${method === this.method}>${t(`method.${method}` as "method.auto")}</option>`)}
        </select>
        ${this.nearLimit && !this.tooLarge
          ? html`<span class="count near">${t("attach.near", { size: bytes(this.size), limit: bytes(this.limit ?? 0) })}</span>`
          : html`<span class="keys">${t("compose.keys")}</span>`}
      </div>
    </form>`;
  }

  private answering() {
    if (!this.answers) return nothing;
    return html`<div class="answers">
      <blockquote aria-label=${t("reply.to")} dir="auto">${this.answers.quote || t("message.empty")}</blockquote>
      <button type="button" class="plain icon" title=${t("reply.not")} aria-label=${t("reply.not")} @click=${() => (this.answers = null)}><weft-icon name="close"></weft-icon></button>
    </div>`;
  }

  private chosen() {
    if (this.files.length === 0 && !this.tooLarge) return nothing;
    return html`<ul class="files" aria-label=${t("attach.chosen")}>
        ${this.files.map(
          (file, at) => html`<li class=${this.tooLarge ? "over" : ""}>
            <bdi>${cleanFileName(file.name, t("file.unnamed"))}</bdi><span class="soft">${bytes(file.size)}</span>
            <button type="button" class="plain icon" aria-label=${t("attach.remove", { name: file.name })} @click=${() => this.takeOut(at)}>
              <weft-icon name="close"></weft-icon>
            </button>
          </li>`,
        )}
      </ul>
      ${this.tooLarge
        ? html`<p class="error" role="alert">${t("attach.large", { size: bytes(this.size), limit: bytes(this.limit ?? 0) })}</p>`
        : html`<p class="hidden-text" role="status">${tn("files", this.files.length)}, ${bytes(this.size)}</p>`}`;
  }

  private takeOut(at: number): void {
    this.files = this.files.filter((_, index) => index !== at);
  }

  private picked(): void {
    this.addFiles(this.picker.files ?? []);
    this.picker.value = "";
    this.focus();
  }

  private pasted(event: ClipboardEvent): void {
    const files = event.clipboardData?.files;
    if (!files || files.length === 0) return;
    event.preventDefault();
    this.addFiles(files);
  }

  private typed(): void {
    this.text = this.area.value;
    drafts.write(this.identity, this.peer, this.text);
  }

  private keyed(event: KeyboardEvent): void {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) this.submit(event);
  }

  private submit(event: Event): void {
    event.preventDefault();
    const content = this.text.trim();
    if (this.tooLarge || (content === "" && this.files.length === 0)) return;
    const written: Written = { content, files: this.files, method: this.method, answers: this.answers };
    this.text = "";
    this.files = [];
    this.answers = null;
    this.dispatchEvent(new CustomEvent<Written>("written", { detail: written }));
    this.focus();
  }
}
