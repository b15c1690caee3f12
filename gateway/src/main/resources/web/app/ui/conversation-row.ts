import { css, html, LitElement, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { Conversation } from "../api/types";
import { t, tn } from "../i18n";
import { shortHash } from "./address";
import { kindLine } from "./kinds";
import { stateWords } from "./state-words";
import { base } from "./styles";
import { cleanName } from "./text";
import "./time";

/** More of a draft than fits into a line. */
const draftShown = 200;

/** One conversation of the list: who, the last words, how they fared, how many are new. 72 px high, always. */
@customElement("weft-conversation-row")
export class WeftConversationRow extends LitElement {
  static override shadowRootOptions: ShadowRootInit = { ...LitElement.shadowRootOptions, delegatesFocus: true };
  static override styles = [
    base,
    css`
      :host { display: block; }
      a {
        display: grid; grid-template-columns: 40px minmax(0, 1fr) auto; grid-template-rows: 24px 20px; column-gap: 12px; align-content: center;
        block-size: 72px; padding: 0 var(--s3); border-block-end: 1px solid var(--line); color: var(--text); text-decoration: none;
      }
      a:hover { background: var(--hover); }
      a:focus-visible { outline-offset: -3px; border-radius: var(--radius); }
      a[aria-current] { background: var(--selected); box-shadow: inset 3px 0 var(--accent); }
      .face {
        grid-row: 1 / 3; display: grid; place-items: center; inline-size: 40px; block-size: 40px; align-self: center; border-radius: 50%;
        background: var(--hover); color: var(--text-soft); font-weight: 650; text-transform: uppercase;
      }
      a[aria-current] .face { background: var(--surface); }
      .name, .last { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
      .name { font-weight: 550; }
      .unread .name { font-weight: 700; }
      .when, .last { color: var(--text-soft); font-size: var(--small); }
      .when { line-height: 24px; }
      a:not(.unread) .last { grid-column: 2 / 4; }
      .unread .last { color: var(--text); }
      .bad { color: var(--danger); }
      .mark { padding: 0 6px; border-radius: 10px; background: var(--caution-ground); color: var(--caution); font-weight: 600; }
      .draft { background: var(--hover); color: var(--accent); }
      a[aria-current] .draft { background: var(--surface); }
      b {
        justify-self: end; min-inline-size: 20px; padding: 0 6px; border-radius: 10px; background: var(--accent); color: var(--on-accent);
        font-size: 0.75rem; line-height: 20px; text-align: center;
      }
    `,
  ];

  @property({ attribute: false }) conversation!: Conversation;
  @property() href = "";
  @property({ type: Boolean }) here = false;
  /** What was begun and not sent. */
  @property() draft = "";

  override render() {
    const { peer, unread, lastMessage: last } = this.conversation;
    const name = cleanName(this.conversation.name) || shortHash(peer);
    const at = this.conversation.lastAt ?? last?.receivedAt ?? last?.sentAt ?? null;
    return html`<a class=${unread ? "unread" : ""} href=${this.href} aria-current=${this.here ? "true" : nothing}>
      <span class="face" aria-hidden="true">${[...name][0]}</span>
      <span class="name"><bdi>${name}</bdi></span>
      <span class="when"><weft-time form="brief" .at=${at}></weft-time></span>
      <span class="last">${this.mark()}${this.words()}</span>
      ${unread ? html`<b aria-label=${tn("unread", unread)}>${unread > 99 ? "99+" : unread}</b>` : nothing}
    </a>`;
  }

  /** Somebody who is blocked, or asks to be let in. */
  private mark() {
    const { blocked, request } = this.conversation;
    if (!blocked && !request) return nothing;
    return html`<span class="mark">${t(blocked ? "mark.blocked" : "mark.request")}</span> `;
  }

  private words() {
    const draft = cleanName(this.draft.slice(0, draftShown));
    if (draft === "") return html`<bdi>${this.last()}</bdi>`;
    return html`<span class="mark draft">${t("mark.draft")}</span> <bdi>${draft}</bdi>`;
  }

  private last() {
    const last = this.conversation.lastMessage;
    if (!last) return "";
    if (last.unreadable) return t("message.damaged");
    const files = last.attachments?.length ?? 0;
    const words = cleanName(last.content) || cleanName(last.title) || (files > 0 ? tn("files", files) : kindLine(last)) || t("message.empty");
    if (last.direction !== "out" || !last.state) return words;
    const state = stateWords({ state: last.state, reason: last.reason ?? null, progress: null });
    return state.tone === "bad" ? html`<span class="bad">${state.text}:</span> ${words}` : t("last.mine", { words });
  }
}
