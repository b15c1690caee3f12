import { css, html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { api } from "../api/client";
import { asProblem, type Problem } from "../api/problem";
import type { PrivateKey } from "../api/types";
import { t } from "../i18n";
import { explain } from "../ui/explain";
import { base, controls } from "../ui/styles";
import "../ui/address";

/** What a member takes along: the private key, and the mailbox as one file. The node asks for the password first. */
@customElement("weft-identity-export")
export class WeftIdentityExport extends LitElement {
  static override styles = [
    base,
    controls,
    css`
      h2 { margin-block-end: var(--s2); }
      .row { margin-block-start: var(--s3); }
      .warn { margin-block: var(--s3); padding: 12px var(--s3); border-radius: var(--radius); background: var(--caution-ground); color: var(--caution); }
      dl { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: var(--s1) var(--s3); }
      dt { color: var(--text-soft); }
    `,
  ];

  @property() identity = "";
  @property() address = "";
  @state() private key: PrivateKey | null = null;
  @state() private busy: "key" | "mailbox" | null = null;
  /** Whether the browser's download has begun; how it goes is for the browser to say. */
  @state() private saved = false;
  @state() private problem: Problem | null = null;

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has("identity")) this.forget();
  }

  /** The key stays on screen for as long as the page is, and no longer. */
  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.forget();
  }

  override render() {
    return html`<h2>${t("leave.title")}</h2>
      <p class="soft">${t("leave.text")}</p>
      ${this.key ? this.shown(this.key) : nothing}
      <div class="row">
        ${this.key
          ? html`<button type="button" @click=${this.forget}>${t("leave.key.hide")}</button>`
          : html`<button type="button" ?disabled=${this.busy !== null} @click=${this.show}>${this.busy === "key" ? t("working") : t("leave.key")}</button>`}
        <button type="button" ?disabled=${this.busy !== null} @click=${this.save}>${this.busy === "mailbox" ? t("working") : t("leave.mailbox")}</button>
        <span role="status">${this.saved ? t("leave.mailbox.saved") : ""}</span>
      </div>
      ${this.problem ? html`<p class="error" role="alert">${explain(this.problem)}</p>` : nothing}`;
  }

  private shown(key: PrivateKey) {
    return html`<p class="warn">${t("leave.key.text")}</p>
      <dl>
        <dt>${t("leave.key.hex")}</dt><dd><weft-hash .hash=${key.hex} what=${t("leave.key.hex")}></weft-hash></dd>
        <dt>${t("leave.key.base32")}</dt><dd><weft-hash .hash=${key.base32} what=${t("leave.key.base32")}></weft-hash></dd>
        <dt>${t("leave.key.base64")}</dt><dd><weft-hash .hash=${key.raw} what=${t("leave.key.base64")}></weft-hash></dd>
        <dt>${t("leave.key.file")}</dt><dd><button class="link" type="button" @click=${() => this.saveKey(key)}>${t("leave.key.file.save")}</button></dd>
      </dl>`;
  }

  private readonly forget = (): void => {
    this.key = null;
    this.problem = null;
    this.saved = false;
  };

  private async show(): Promise<void> {
    await this.work("key", async () => {
      const key = await api.exportIdentity(this.identity);
      if (this.isConnected) this.key = key;
    });
  }

  private async save(): Promise<void> {
    await this.work("mailbox", async () => {
      await api.checkMailbox(this.identity);
      download(api.mailboxUrl(this.identity), `${this.address}.mailbox.tar`);
      this.saved = true;
    });
  }

  private saveKey(key: PrivateKey): void {
    const url = URL.createObjectURL(new Blob([Uint8Array.from(atob(key.file.data), (character) => character.charCodeAt(0))]));
    download(url, key.file.name);
    // The browser has the bytes when the click is over; a moment more costs nothing.
    window.setTimeout(() => URL.revokeObjectURL(url), 60_000);
  }

  private async work(what: "key" | "mailbox", done: () => Promise<void>): Promise<void> {
    this.busy = what;
    this.problem = null;
    this.saved = false;
    try {
      await done();
    } catch (error) {
      this.problem = asProblem(error);
    }
    this.busy = null;
  }
}

function download(url: string, name: string): void {
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
}
