import { css, html, LitElement } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { Announce } from "../api/types";
import { t, tn } from "../i18n";
import { shortHash } from "./address";
import { base } from "./styles";
import { cleanName } from "./text";
import "./time";

/** Somebody heard: their name for themselves, how far away, when. */
@customElement("weft-heard-row")
export class WeftHeardRow extends LitElement {
  static override shadowRootOptions: ShadowRootInit = { ...LitElement.shadowRootOptions, delegatesFocus: true };
  static override styles = [
    base,
    css`
      a { display: grid; grid-template-columns: minmax(0, 1fr) auto; align-content: center; block-size: 64px; padding: 0 var(--s3); border-block-end: 1px solid var(--line); color: var(--text); text-decoration: none; }
      a:hover { background: var(--hover); }
      a:focus-visible { outline-offset: -3px; border-radius: var(--radius); }
      .name { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; font-weight: 550; }
      .small { line-height: 20px; }
      .end { text-align: end; }
    `,
  ];

  @property({ attribute: false }) announce!: Announce;
  @property() href = "";

  override render() {
    const { address, name, hops, time } = this.announce;
    return html`<a href=${this.href}>
      <span class="name"><bdi>${cleanName(name) || t("heard.unnamed")}</bdi></span>
      <span class="small soft end">${time ? html`<weft-time form="brief" .at=${time}></weft-time>` : ""}</span>
      <span class="small soft mono" title=${address}>${shortHash(address)}</span>
      <span class="small soft end">${hops === 0 ? t("heard.here") : typeof hops === "number" ? tn("hops", hops) : ""}</span>
    </a>`;
  }
}
