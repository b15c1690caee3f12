import { html, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { api } from "../api/client";
import type { Account } from "../api/types";
import { t, tOr } from "../i18n";
import { Paged } from "../state/paged";
import { session } from "../state/session";
import { TablePage } from "../ui/table-page";
import { cleanName } from "../ui/text";
import "../ui/table-row";
import "../ui/time";

/** Operators: everybody with an account on this node, and the switch that lets nobody in. */
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

  protected override keyOf(account: Account): string {
    return account.id;
  }

  protected override action(): TemplateResult {
    return html`<a class="button" href="/invites">${t("title.invites")}</a>`;
  }

  protected override row(account: Account): TemplateResult {
    const own = account.id === session.session?.account;
    const roles = account.roles.map((role) => tOr(`role.${role}`, role)).join(", ");
    const action = own ? "" : account.disabled ? t("members.enable") : t("members.disable");
    return html`<weft-table-row
      name=${cleanName(account.username)}
      tag=${account.disabled ? t("members.disabled") : own ? t("members.you") : ""}
      .about=${html`${roles}${account.lastSignInAt
        ? html`, ${t("members.seen")} <weft-time .at=${account.lastSignInAt}></weft-time>`
        : account.createdAt
          ? html`, ${t("members.since")} <weft-time .at=${account.createdAt}></weft-time>`
          : ""}`}
      action=${action}
      sure=${account.disabled ? "" : t("members.disable.sure")}
      .danger=${!account.disabled}
      @act=${() => this.flip(account)}
    ></weft-table-row>`;
  }

  private async flip(account: Account): Promise<void> {
    await this.change(async () => {
      const changed = await api.changeAccount(account.id, { disabled: !account.disabled });
      this.rows.replace(account.id, (old) => ({ ...old, ...changed }));
    });
  }
}
