import { html, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { api } from "../api/client";
import type { Account } from "../api/types";
import { t, tOr } from "../i18n";
import { Paged } from "../state/paged";
import { session } from "../state/session";
import { TablePage } from "../ui/table-page";
import { cleanName } from "../ui/text";
import "../ui/table-row";
import "../ui/time";

/** Operators: everybody with an account on this node, and what can be done about each. */
@customElement("weft-members")
export class WeftMembers extends TablePage<Account> {
  protected override readonly rows = new Paged<Account>(api.accounts, (account) => account.id);
  protected override readonly words = {
    title: "title.members",
    intro: "members.intro",
    failed: "members.failed",
    none: "members.none",
    noneText: "members.none.text",
  } as const;

  @state() private chosen: Account | null = null;

  protected override keyOf(account: Account): string {
    return account.id;
  }

  protected override action(): TemplateResult {
    return html`<a class="button" href="/invites">${t("title.invites")}</a>`;
  }

  protected override row(account: Account): TemplateResult {
    const own = account.id === session.session?.account;
    const roles = account.roles.map((role) => tOr(`role.${role}`, role)).join(", ");
    return html`<weft-table-row
      name=${cleanName(account.username)}
      tag=${account.disabled ? t("members.disabled") : account.lockedUntil ? t("members.locked") : own ? t("members.you") : ""}
      .about=${html`${roles}${account.lastSignInAt
        ? html`, ${t("members.seen")} <weft-time .at=${account.lastSignInAt}></weft-time>`
        : account.createdAt
          ? html`, ${t("members.since")} <weft-time .at=${account.createdAt}></weft-time>`
          : ""}`}
      action=${own ? "" : t("members.manage")}
      .danger=${false}
      @act=${() => this.choose(account)}
    ></weft-table-row>`;
  }

  protected override above(): TemplateResult {
    if (!this.chosen) return html``;
    return html`<weft-member
      .account=${this.chosen}
      @closed=${() => (this.chosen = null)}
      @changed=${(event: CustomEvent<Account>) => this.changed(event.detail)}
    ></weft-member>`;
  }

  private changed(account: Account): void {
    this.chosen = account;
    this.rows.replace(account.id, () => account);
  }

  private choose(account: Account): void {
    this.chosen = account;
    void import("./member");
  }
}
