import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { api } from "../api/client";
import { asProblem } from "../api/problem";
import type { Account, Mailbox, Reset } from "../api/types";
import { bytes, t } from "../i18n";
import { explain } from "../ui/explain";
import { base, controls } from "../ui/styles";
import { cleanName } from "../ui/text";
import "../ui/address";
import "../ui/dialog";
import "../ui/link-field";
import { timed } from "../ui/time";

/** Who one member is, and what an operator can do about the account; tells of each change with `changed`, and of its end with `deleted`. */
@customElement("weft-member")
export class WeftMember extends LitElement {
  static override styles = [
    base,
    controls,
    css`
      section { padding-block: var(--s3); border-block-end: 1px solid var(--line); }
      section:last-child { border: 0; padding-block-end: 0; }
      p { color: var(--text-soft); margin-block-end: var(--s2); }
      dl { display: grid; grid-template-columns: minmax(112px, max-content) minmax(0, 1fr); gap: var(--s2) var(--s3); margin: 0; }
      dt { color: var(--text-soft); }
      dd { margin: 0; overflow-wrap: anywhere; }
      ul { list-style: none; margin: 0 0 var(--s2); padding: 0; display: grid; gap: var(--s1); }
      .lost { color: var(--text); }
      form button { align-self: start; }
    `,
  ];

  @property({ attribute: false }) account!: Account;
  /** What the member has here; null for nothing, undefined where that isn't known. */
  @property({ attribute: false }) mailbox: Mailbox | null | undefined;
  @state() private sure = false;
  /** What was typed to delete the account; null while nobody wants to. */
  @state() private typed: string | null = null;
  @state() private busy = false;
  @state() private failed = "";
  @state() private unlocked = false;
  @state() private reset: Reset | null = null;

  override render() {
    const { account } = this;
    return html`<weft-dialog heading=${cleanName(account.username)} @closed=${() => this.dispatchEvent(new CustomEvent("closed"))}>
      ${this.failed ? html`<p class="error" role="alert">${this.failed}</p>` : nothing}
      <section>${this.facts(account)}</section>
      ${account.lockedUntil
        ? html`<section>
            <p>${timed("member.locked", html`<weft-time form="near" .at=${account.lockedUntil}></weft-time>`)}</p>
            <button type="button" class="primary" ?disabled=${this.busy} @click=${() => this.alter({ locked: false })}>${t("member.unlock")}</button>
          </section>`
        : html`<section role="status" ?hidden=${!this.unlocked}><p>${this.unlocked ? t("member.unlocked", { name: cleanName(account.username) }) : ""}</p></section>`}
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
      <section>${this.ending(account)}</section>
    </weft-dialog>`;
  }

  private facts(account: Account): TemplateResult {
    const { mailbox } = this;
    return html`<dl>
      <dt>${t("member.role")}</dt><dd>${t(account.roles.includes("operator") ? "role.operator" : "role.member")}</dd>
      <dt>${t("member.mesh")}</dt><dd>${this.names() ?? t(mailbox === undefined ? "member.mesh.unknown" : "member.mesh.none")}</dd>
      <dt>${t("member.last")}</dt><dd>${account.lastSeenAt ? html`<weft-time .at=${account.lastSeenAt}></weft-time>` : t("member.never")}</dd>
      <dt>${t("member.keeps")}</dt><dd>${this.size()}</dd>
    </dl>`;
  }

  private size(): string {
    const { mailbox } = this;
    if (mailbox === undefined) return t("member.keeps.unknown");
    return mailbox ? t("member.keeps.of", { bytes: bytes(mailbox.bytes), most: bytes(mailbox.bytesMost) }) : bytes(0);
  }

  /** The addresses of the member, with their names; null without any that are known. */
  private names(): TemplateResult | null {
    const { identities = [], identityCount = 0 } = this.mailbox ?? {};
    if (identities.length === 0) return null;
    const more = identityCount - identities.length;
    return html`<ul>
      ${identities.map(({ address, name }) => html`<li><bdi>${cleanName(name)}</bdi> <weft-hash .hash=${address} what=${t("peer.address")}></weft-hash></li>`)}
      ${more > 0 ? html`<li>${t("member.mesh.more", { count: more })}</li>` : nothing}
    </ul>`;
  }

  private ending(account: Account): TemplateResult {
    if (account.lastOperator) return html`<p>${t("member.last-operator")}</p>`;
    if (this.typed === null) {
      return html`<p>${t("member.delete.text")}</p>
        <button type="button" class="danger" ?disabled=${this.busy} @click=${() => (this.typed = "")}>${t("member.delete")}</button>`;
    }
    return html`<form @submit=${this.end} novalidate>
      <div>
        <p class="lost">${this.lost()}</p>
        ${this.names() ?? nothing}
      </div>
      <div>
        <label for="name">${t("member.delete.type", { name: cleanName(account.username) })}</label>
        <input id="name" autocomplete="off" autocapitalize="none" spellcheck="false" dir="auto" .value=${this.typed} @input=${(event: Event) => (this.typed = (event.target as HTMLInputElement).value)} />
      </div>
      <button class="danger" ?disabled=${this.busy || this.typed.trim() !== account.username}>${t("member.delete.sure")}</button>
    </form>`;
  }

  private lost(): string {
    const { mailbox } = this;
    if (mailbox === undefined) return t("member.delete.lost.unknown");
    if (!mailbox || mailbox.identityCount + mailbox.bytes === 0) return t("member.delete.lost.none");
    return t("member.delete.lost", { bytes: bytes(mailbox.bytes) });
  }

  private async end(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (this.typed?.trim() !== this.account.username) return;
    await this.act(async () => {
      await api.deleteAccount(this.account.id);
      this.dispatchEvent(new CustomEvent("deleted"));
    });
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
      // The answer to a change doesn't say what stands beside an account in the list.
      this.unlocked = change.locked === false;
      const { lastSeenAt = null, lastOperator = null } = this.account;
      this.account = { ...this.account, lockedUntil: null, ...changed, lastSeenAt, lastOperator };
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
