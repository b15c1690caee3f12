import { css, html, LitElement, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import type { Notice } from "../api/types";
import { t } from "../i18n";
import { mailboxes } from "../state/mailbox";
import { Watching } from "../state/observable";
import { reach } from "../state/reach";
import { session } from "../state/session";
import { base, controls } from "../ui/styles";
import { cleanName } from "../ui/text";
import "../ui/icon";
import { timed } from "../ui/time";

/** A short loss is nobody's business: the strip appears when it lasts. */
const patience = 3_000;

/** Says clearly when what is on the screen no longer changes by itself, what is done instead, and what was done to the account. */
@customElement("weft-connection")
export class WeftConnection extends LitElement {
  static override styles = [
    base,
    controls,
    css`
      .strip {
        display: flex; flex-wrap: wrap; align-items: center; gap: var(--s1) var(--s2); padding: var(--s2) var(--s3);
        background: var(--caution-ground); color: var(--caution); font-size: var(--small);
      }
      @media (max-height: 420px) { .strip { max-block-size: 48px; padding-block: var(--s1); position: relative; overflow-y: auto; } }
      button.link { color: inherit; font-size: inherit; }
    `,
  ];

  @state() private late = false;
  private timer = 0;

  constructor() {
    super();
    new Watching(this, session);
    new Watching(this, reach);
  }

  protected override willUpdate(): void {
    const lost = session.live.state === "lost";
    if (!lost) {
      window.clearTimeout(this.timer);
      this.timer = 0;
      this.late = false;
    } else if (this.timer === 0) {
      this.timer = window.setTimeout(() => (this.late = true), patience);
    }
  }

  override render() {
    const since = session.live.lostSince;
    return html`<div role="status">
      ${session.session?.notices?.map((notice) => this.notice(notice))}
      ${this.late && since
        ? html`<div class="strip">
            <weft-icon name="offline"></weft-icon>
            <span>
              ${t(reach.lost ? "live.away" : "live.lost")}
              ${mailboxes.lastPolled && !reach.lost
                ? html`${t("live.polled")} <weft-time .at=${new Date(mailboxes.lastPolled).toISOString()}></weft-time>.`
                : nothing}
            </span>
            <button class="link" type="button" @click=${() => session.live.retry()}>${t("live.retry")}</button>
          </div>`
        : nothing}
    </div>`;
  }

  private notice(notice: Notice) {
    if (notice.type !== "password-reset") return nothing;
    const at = html`<weft-time .at=${notice.at}></weft-time>`;
    const words = notice.by ? timed("notice.password-reset", at, { by: cleanName(notice.by) }) : timed("notice.password-reset.box", at);
    return html`<div class="strip">
      <weft-icon name="warning"></weft-icon>
      <span>${words}</span>
      <button class="link" type="button" @click=${() => void session.dismiss(notice)}>${t("notice.ok")}</button>
    </div>`;
  }
}
