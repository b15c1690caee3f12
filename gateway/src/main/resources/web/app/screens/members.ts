import { html, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { api } from "../api/client";
import type { Account, Mailbox, Page } from "../api/types";
import { bytes, t, tOr } from "../i18n";
import { Paged } from "../state/paged";
import { session } from "../state/session";
import { shortHash } from "../ui/address";
import { TablePage } from "../ui/table-page";
import { cleanName } from "../ui/text";
import "../ui/table-row";
import "../ui/time";

/** Operators: everybody with an account on this node, who they are on the mesh, how much they keep, and what can be done about each. */
@customElement("weft-members")
export class WeftMembers extends TablePage<Account> {
  protected override readonly rows = new Paged<Account>((cursor) => this.page(cursor), (account) => account.id);
  protected override readonly words = {
    title: "title.members",
    intro: "members.intro",
    failed: "members.failed",
    none: "members.none",
    noneText: "members.none.text",
  } as const;

  @state() private chosen: Account | null = null;
  /** What was just done, said above the list. */
  @state() private done = "";
  /** What members have on the mesh: null for nothing; those are absent for whom it could not be fetched. */
  @state() private mailboxes: ReadonlyMap<string, Mailbox | null> = new Map();

  protected override readonly lines = 3;

  protected override keyOf(account: Account): string {
    return account.id;
  }

  protected override action(): TemplateResult {
    return html`<a class="button" href="/invites">${t("title.invites")}</a>`;
  }

  protected override row(account: Account): TemplateResult {
    const own = account.id === session.session?.account;
    return html`<weft-table-row
      name=${cleanName(account.username)}
      tag=${this.tags(account, own)}
      alarm=${[...(account.disabled ? [t("members.disabled")] : []), ...(account.lockedUntil ? [t("members.locked")] : [])].join(", ")}
      .about=${this.mesh(account)}
      .under=${html`${rolesOf(account)}${this.size(account)}, ${this.seen(account)}`}
      action=${own ? "" : t("members.manage")}
      .danger=${false}
      @act=${() => this.choose(account)}
    ></weft-table-row>`;
  }

  protected override above(): TemplateResult {
    const done = html`<p class="hint" role="status">${this.done}</p>`;
    if (!this.chosen) return done;
    return html`${done}<weft-member
      .account=${this.chosen}
      .mailbox=${this.mailboxes.get(this.chosen.id)}
      @closed=${() => (this.chosen = null)}
      @changed=${(event: CustomEvent<Account>) => this.altered(event.detail)}
      @deleted=${this.removed}
    ></weft-member>`;
  }

  private tags(account: Account, own: boolean): string {
    const tags = [];
    if (own) tags.push(t("members.you"));
    if (account.lastOperator) tags.push(t("member.last-operator.tag"));
    return tags.join(", ");
  }

  private mesh(account: Account): TemplateResult {
    const mailbox = this.mailboxes.get(account.id);
    if (mailbox === undefined) return html`${t("member.mesh.unknown")}`;
    const [first] = mailbox?.identities ?? [];
    if (!mailbox || !first) return html`${t("member.mesh.none")}`;
    const more = mailbox.identityCount - 1;
    return html`<bdi>${cleanName(first.name)}</bdi> <code>${shortHash(first.address)}</code>${more > 0 ? ` ${t("member.mesh.more", { count: more })}` : ""}`;
  }

  private seen(account: Account): TemplateResult {
    const seen = account.lastSeenAt ?? account.lastSignInAt;
    return seen
      ? html`${t("members.seen")} <weft-time .at=${seen}></weft-time>`
      : html`${t("members.since")} <weft-time form="date" .at=${account.createdAt}></weft-time>`;
  }

  private size(account: Account): string {
    const mailbox = this.mailboxes.get(account.id);
    return mailbox ? `, ${t("member.size", { bytes: bytes(mailbox.bytes) })}` : "";
  }

  /** A page of accounts and, in one more call, what all of them have on the mesh; without that the list is there all the same. */
  private async page(cursor: string | null): Promise<Page<Account>> {
    const page = await api.accounts(cursor);
    try {
      await this.ask(page.items);
    } catch {
      this.failed = t("member.unknown");
    }
    return page;
  }

  private async ask(accounts: Account[]): Promise<void> {
    const { items } = await api.mailboxes(accounts.map(({ id }) => id));
    const found = new Map(items.map((mailbox) => [mailbox.account, mailbox]));
    this.mailboxes = new Map([...this.mailboxes, ...accounts.map(({ id }) => [id, found.get(id) ?? null] as const)]);
  }

  private altered(account: Account): void {
    if (this.chosen?.lockedUntil && !account.lockedUntil) this.done = t("member.unlocked", { name: cleanName(account.username) });
    this.chosen = account;
    this.rows.replace(account.id, () => account);
  }

  private readonly removed = (): void => {
    const { chosen } = this;
    if (!chosen) return;
    this.chosen = null;
    this.done = t("member.deleted", { name: cleanName(chosen.username) });
    this.rows.remove(chosen.id);
  };

  private choose(account: Account): void {
    this.chosen = account;
    this.done = "";
    // Whoever is about to delete an account should see what goes with it.
    if (!this.mailboxes.has(account.id)) void this.ask([account]).catch(() => undefined);
    void import("./member");
  }
}

function rolesOf(account: Account): string {
  return account.roles.includes("operator") ? t("role.operator") : account.roles.map((role) => tOr(`role.${role}`, role)).join(", ");
}
