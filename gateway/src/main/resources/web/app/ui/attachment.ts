import { css, html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { api } from "../api/client";
import { urlOf } from "../api/operations";
import { asProblem } from "../api/problem";
import type { Attachment } from "../api/types";
import { bytes, t } from "../i18n";
import { explain } from "./explain";
import { base, controls } from "./styles";
import { cleanFileName } from "./text";
import "./dialog";
import "./icon";

/** A file to be fetched, or one whose bytes came with the message, in base64, as a picture or a recording. */
export type Attached = Attachment & { data?: string; sound?: boolean };

/** Larger pictures are fetched only when asked for. */
const shownAtOnce = 2_000_000;

const bytesOf = (base64: string): Uint8Array<ArrayBuffer> => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));

export const looksLikePicture = (name: string): boolean => /\.(png|jpe?g|gif|webp)$/i.test(name);

/** What the bytes are, by their first ones; the name and the sender are not believed. Never SVG: it can run scripts. */
async function pictureType(blob: Blob): Promise<string | null> {
  const head = new Uint8Array(await blob.slice(0, 12).arrayBuffer());
  const text = String.fromCharCode(...head);
  if (text.startsWith("\x89PNG")) return "image/png";
  if (text.startsWith("\xff\xd8\xff")) return "image/jpeg";
  if (text.startsWith("GIF8")) return "image/gif";
  if (text.startsWith("RIFF") && text.slice(8) === "WEBP") return "image/webp";
  return null;
}

/** Of recordings browsers play those in Ogg; the others can be saved. */
const plays = (blob: Blob): Promise<boolean> => blob.slice(0, 4).text().then((head) => head === "OggS");

/** One file of a message: a picture is shown, a recording played, everything can be saved. */
@customElement("weft-attachment")
export class WeftAttachment extends LitElement {
  static override styles = [
    base,
    controls,
    css`
      :host { display: block; }
      .file {
        display: grid; grid-template-columns: auto minmax(0, 1fr) auto; align-items: center; gap: var(--s2); padding: var(--s2);
        border: 1px solid var(--line); border-radius: var(--radius); background: var(--surface);
      }
      .button { border-color: transparent; background: transparent; }
      .name { display: block; overflow-wrap: anywhere; font-weight: 550; line-height: 1.3; }
      /* As large before as after: what is not known before it is fetched can't move what stands around it. */
      .picture { position: relative; display: grid; place-content: center; justify-items: center; gap: var(--s2); block-size: 240px; margin-block-end: var(--s1); padding: var(--s2); border-radius: var(--radius); background: var(--hover); overflow: hidden; text-align: center; }
      .picture .error { margin: 0; overflow-wrap: anywhere; }
      .enlarge { position: absolute; inset: 0; block-size: 100%; inline-size: 100%; padding: 0; border: 0; background: none; cursor: zoom-in; }
      .enlarge:focus-visible { outline-offset: -3px; }
      .enlarge img { inline-size: 100%; block-size: 100%; object-fit: contain; }
      .large { display: block; margin: 0 auto; min-inline-size: min(480px, 100%); max-inline-size: 100%; object-fit: contain; max-block-size: max(160px, calc(100dvh - 144px)); }
      audio { display: block; inline-size: 100%; margin-block-end: var(--s1); }
    `,
  ];

  @property({ attribute: false }) attachment!: Attached;
  @property() message = "";
  /** Whether a picture may be fetched and shown without being asked: the sender is known to be who they say. */
  @property({ type: Boolean }) trusted = false;
  @state() private picture: string | null = null;
  @state() private problem = "";
  @state() private loading = false;
  /** Whether the same may work another time. */
  @state() private again = false;
  @state() private enlarged = false;
  @state() private sound: string | null = null;
  /** Where bytes that came with the message can be saved from. */
  private kept: string | null = null;

  private get name(): string {
    return cleanFileName(this.attachment.name, t("file.unnamed"));
  }

  private get pictured(): boolean {
    const { data, sound } = this.attachment;
    return !sound && (data !== undefined || looksLikePicture(this.name));
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.pictured && this.trusted && this.attachment.size <= shownAtOnce) void this.show();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const url of [this.picture, this.sound, this.kept]) if (url) URL.revokeObjectURL(url);
    this.picture = null;
    this.sound = null;
    this.kept = null;
  }

  private get address(): string {
    const { data, n } = this.attachment;
    if (data === undefined) return urlOf("getAttachment", { id: this.message, n });
    this.kept ??= URL.createObjectURL(new Blob([bytesOf(data)]));
    return this.kept;
  }

  override render() {
    const { size } = this.attachment;
    return html`${this.preview()} ${this.player()}
      <div class="file">
        <weft-icon name="file"></weft-icon>
        <span><bdi class="name">${this.name}</bdi><span class="small soft">${bytes(size)}</span></span>
        <a class="button icon" href=${this.address} download=${this.name} title=${t("file.save")} aria-label=${t("file.save.name", { name: this.name })}
          ><weft-icon name="download"></weft-icon
        ></a>
      </div>
      ${this.problem && !this.pictured ? html`<p class="error" role="alert">${this.problem}</p>` : nothing}
      ${this.enlarged && this.picture
        ? html`<weft-dialog wide heading=${this.name} @closed=${() => (this.enlarged = false)}>
            <img class="large" src=${this.picture} alt=${t("picture.alt", { name: this.name })} />
          </weft-dialog>`
        : nothing}`;
  }

  private preview() {
    if (!this.pictured) return nothing;
    return html`<div class="picture">${this.problem ? this.failure() : this.picture ? this.shown(this.picture) : this.offer()}</div>`;
  }

  private shown(picture: string) {
    return html`<button type="button" class="enlarge" title=${t("picture.enlarge")} aria-haspopup="dialog" @click=${() => (this.enlarged = true)}>
      <img src=${picture} alt=${t("picture.alt", { name: this.name })} @error=${() => (this.problem = t("picture.not"))} />
    </button>`;
  }

  private offer() {
    return html`<button type="button" ?disabled=${this.loading} @click=${this.show}>
      ${this.loading ? t("loading") : t("picture.show", { size: bytes(this.attachment.size) })}
    </button>`;
  }

  private failure() {
    return html`<p class="error" role="alert">${this.problem}</p>
      ${this.again ? html`<button type="button" @click=${this.show}>${t("again")}</button>` : nothing}`;
  }

  private player() {
    if (!this.attachment.sound || this.problem) return nothing;
    return this.sound
      ? html`<audio controls autoplay src=${this.sound} aria-label=${this.name}></audio>`
      : html`<button type="button" ?disabled=${this.loading} @click=${this.play}>${t("sound.play")}</button>`;
  }

  private async play(): Promise<void> {
    const blob = await this.fetched();
    if (!(await plays(blob))) this.problem = t("sound.not");
    else if (this.isConnected) this.sound = URL.createObjectURL(new Blob([blob], { type: "audio/ogg" }));
  }

  private async fetched(): Promise<Blob> {
    const { data, n } = this.attachment;
    return data === undefined ? api.attachment(this.message, n) : new Blob([bytesOf(data)]);
  }

  private async show(): Promise<void> {
    this.loading = true;
    this.problem = "";
    this.again = false;
    try {
      const blob = await this.fetched();
      const type = await pictureType(blob);
      if (!type) this.problem = t("picture.not");
      else if (this.isConnected) this.picture = URL.createObjectURL(new Blob([blob], { type }));
    } catch (error) {
      const problem = asProblem(error);
      this.problem = explain(problem);
      this.again = problem.passing;
    }
    this.loading = false;
  }
}
