import { css, html, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { api } from "../api/client";
import type { Invite } from "../api/types";
import { t } from "../i18n";
import { Paged } from "../state/paged";
import { TablePage } from "../ui/table-page";
import { cleanName } from "../ui/text";
import "../ui/table-row";
import "../ui/time";

/** Operators: invitations made, used and withdrawn. A link is shown once, when it is made. */
@customElement("weft-invites")
export class WeftInvites extends TablePage<Invite> {
  static override styles = [
    ...TablePage.styles,
    css`
      .made { padding: var(--s3); margin-block-end: var(--s3); border: 1px solid var(--accent); border-radius: var(--radius-large); background: var(--surface); }
      .made p { margin-block: var(--s1) var(--s2); color: var(--text-soft); }
      .made .row { flex-wrap: nowrap; }
      .made input { font-family: var(--mono); font-size: var(--small); }
    `,
  ];

  @state() private link = "";
  @state() private copied = false;
  @state() private busy = false;

  protected override readonly rows = new Paged<Invite>(api.invites, (invite) => invite.id);
  protected override readonly words = {
    title: "title.invites",
    intro: "invites.intro",
    failed: "invites.failed",
    none: "invites.none",
    noneText: "invites.none.text",
  } as const;

  protected override keyOf(invite: Invite): string {
    return invite.id;
  }

  protected override action(): TemplateResult {
    return html`<button class="primary" type="button" ?disabled=${this.busy} @click=${this.create}>${t("invites.make")}</button>`;
  }

  protected override above(): TemplateResult {
    if (!this.link) return html``;
    return html`<section class="made" aria-labelledby="made">
      <h2 id="made">${t("invites.made")}</h2>
      <p>${t("invites.made.text")}</p>
      <div class="row">
        <input readonly aria-label=${t("invites.link")} .value=${this.link} @focus=${(event: Event) => (event.target as HTMLInputElement).select()} />
        <button type="button" @click=${this.copy}>${this.copied ? t("copy.done") : t("copy")}</button>
      </div>
    </section>`;
  }

  protected override row(invite: Invite): TemplateResult {
    const over = invite.revokedAt ?? invite.usedAt ?? (invite.usedBy ? invite.createdAt : null);
    const expired = !over && invite.expiresAt && new Date(invite.expiresAt).getTime() < Date.now();
    const open = !over && !expired;
    const tag = invite.revokedAt ? t("invites.revoked") : invite.usedBy || invite.usedAt ? t("invites.used") : expired ? t("invites.expired") : t("invites.open");
    return html`<weft-table-row
      name=${t("invites.by", { name: cleanName(invite.createdBy) || "?" })}
      tag=${tag}
      .about=${html`${t("invites.at")} <weft-time .at=${invite.createdAt ?? null}></weft-time>${invite.usedBy
        ? html`, ${t("invites.usedby", { name: cleanName(invite.usedBy) })}`
        : open && invite.expiresAt
          ? html`, ${t("invites.until")} <weft-time .at=${invite.expiresAt}></weft-time>`
          : ""}`}
      action=${open ? t("invites.revoke") : ""}
      sure=${t("invites.revoke.sure")}
      @act=${() => this.revoke(invite)}
    ></weft-table-row>`;
  }

  private async create(): Promise<void> {
    this.busy = true;
    await this.change(async () => {
      const { code = "", ...invite } = await api.createInvite();
      this.link = `${location.origin}/join#${encodeURIComponent(code)}`;
      this.copied = false;
      this.rows.add(invite);
      void this.rows.refresh();
    });
    this.busy = false;
  }

  private async copy(): Promise<void> {
    await navigator.clipboard.writeText(this.link);
    this.copied = true;
  }

  private async revoke(invite: Invite): Promise<void> {
    await this.change(async () => {
      await api.revokeInvite(invite.id);
      await this.rows.refresh();
    });
  }
}
