import { css, html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { api } from "../api/client";
import { asProblem } from "../api/problem";
import { t } from "../i18n";
import { Watching } from "../state/observable";
import { session } from "../state/session";
import { explain } from "../ui/explain";
import { base, controls, page } from "../ui/styles";
import { cleanName } from "../ui/text";
import "../ui/address";
import "../ui/time";

/** The address to give to others: to copy, to scan, and to announce. */
@customElement("weft-my-address")
export class WeftMyAddress extends LitElement {
  static override styles = [
    base,
    controls,
    page,
    css`
      .address { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: var(--s4); align-items: center; }
      .qr { display: block; inline-size: 208px; block-size: 208px; padding: 12px; border-radius: var(--radius); background: #fff; }
      .qr img { display: block; inline-size: 100%; block-size: 100%; image-rendering: pixelated; }
      .do { margin-block-start: var(--s3); }
      .address weft-hash { margin-block: var(--s2); font-size: var(--lead); }
      @media (max-width: 640px) { .address { grid-template-columns: minmax(0, 1fr); justify-items: center; text-align: center; } }
    `,
  ];

  @property() identity = "";
  @state() private busy = false;
  @state() private said = "";
  @state() private failed = "";

  constructor() {
    super();
    new Watching(this, session);
  }

  override render() {
    const identity = session.identity(this.identity);
    if (!identity) return nothing;
    const { address } = identity;
    return html`<div class="page">
      <header>
        <div><h1>${t("title.address")}</h1><p>${t("address.intro")}</p></div>
      </header>
      ${identity.state === "key-unreadable" ? html`<p class="error" role="alert">${t("identity.unreadable")}</p>` : nothing}
      <section class="card address">
        <span class="qr"><img src="/qr/${address}.svg" alt=${t("address.qr")} width="184" height="184" /></span>
        <div>
          <h2 dir="auto">${cleanName(identity.displayName)}</h2>
          <weft-hash whole .hash=${address} what=${t("my.address")}></weft-hash>
          <p class="hint">${t("address.hint")}</p>
        </div>
      </section>
      <section class="card">
        <h2>${t("announce.title")}</h2>
        <p class="soft">${t("announce.text")}</p>
        ${identity.announcedAt ? html`<p class="soft small">${t("announce.last")} <weft-time .at=${identity.announcedAt}></weft-time></p>` : nothing}
        <p class="row do"><button class="primary" type="button" ?disabled=${this.busy} @click=${this.announce}>${t("announce.now")}</button><span role="status">${this.said}</span></p>
        ${this.failed ? html`<p class="error" role="alert">${this.failed}</p>` : nothing}
      </section>
    </div>`;
  }

  private async announce(): Promise<void> {
    this.busy = true;
    this.failed = "";
    this.said = "";
    try {
      await api.announce(this.identity);
      this.said = t("announce.done");
    } catch (error) {
      const problem = asProblem(error);
      this.failed = explain(problem);
    }
    this.busy = false;
  }
}
