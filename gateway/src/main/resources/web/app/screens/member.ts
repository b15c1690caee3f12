import { css, html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { api } from "../api/client";
import { asProblem } from "../api/problem";
import type { Account, Reset } from "../api/types";
import { t } from "../i18n";
import { explain } from "../ui/notice";
import { base, controls } from "../ui/styles";
import { cleanName } from "../ui/text";
import "../ui/dialog";
import "../ui/link-field";
import "../ui/time";

/** What an operator can do about one account; tells of each change with `changed`. */
@customElement("weft-member")
export class WeftMember extends LitElement {
  static override styles = [
    base,
    controls,
    css`
      section { padding-block: var(--s3); border-block-end: 1px solid var(--line); }
      section:last-child { border: 0; padding-block-end: 0; }
      p { color: var(--text-soft); margin-block-end: var(--s2); }
    `,
  ];

  @property({ attribute: false }) account!: Account;
  @state() private sure = false;
  @state() private busy = false;
  @state() private failed = "";
  @state() private reset: Reset | null = null;

  override render() {
    const { account } = this;
    return html`<weft-dialog heading=${cleanName(account.username)} @closed=${() => this.dispatchEvent(new CustomEvent("closed"))}>
      ${this.failed ? html`<p class="error" role="alert">${this.failed}</p>` : nothing}
      ${account.lockedUntil
        ? html`<section>
            <p>${t("member.locked")} <weft-time .at=${account.lockedUntil}></weft-time></p>
            <button type="button" class="primary" ?disabled=${this.busy} @click=${() => this.alter({ locked: false })}>${t("member.unlock")}</button>
          </section>`
        : nothing}
      <section>
        <p>${t("member.reset.text")}</p>
        ${this.reset ? this.link(this.reset) : html`<button type="button" ?disabled=${this.busy} @click=${this.make}>${t("member.reset")}</button>`}
      </section>
      <section>
        <p>${t(account.disabled ? "member.enable.text" : "member.disable.text")}</p>
        <button type="button" class=${account.disabled ? "" : "danger"} ?disabled=${this.busy} @click=${this.flip}>
          ${account.disabled ? t("members.enable") : this.sure ? t("members.disable.sure") : t("members.disable")}
        </button>
      </section>
    </weft-dialog>`;
  }

  private link(reset: Reset) {
    return html`<p role="status">${t("member.reset.made")}</p>
      <weft-link-field .link=${this.urlOf(reset)} .what=${t("member.reset.link")}></weft-link-field>`;
  }

  private urlOf(reset: Reset): string {
    return reset.url ?? `${location.origin}/reset#${encodeURIComponent(reset.code)}`;
  }

  private async make(): Promise<void> {
    await this.act(async () => {
      this.reset = await api.makeReset(this.account.id);
    });
  }

  private async flip(): Promise<void> {
    if (!this.account.disabled && !this.sure) {
      this.sure = true;
      return;
    }
    this.sure = false;
    await this.alter({ disabled: !this.account.disabled });
  }

  private async alter(change: { disabled?: boolean; locked?: false }): Promise<void> {
    await this.act(async () => {
      const changed = await api.changeAccount(this.account.id, change);
      this.account = { ...this.account, lockedUntil: null, ...changed };
      this.dispatchEvent(new CustomEvent("changed", { detail: this.account }));
    });
  }

  private async act(what: () => Promise<void>): Promise<void> {
    this.failed = "";
    this.busy = true;
    try {
      await what();
    } catch (error) {
      this.failed = explain(asProblem(error));
    }
    this.busy = false;
  }
}
