import { css, html, nothing, type TemplateResult } from "lit";
import { customElement, query, state } from "lit/decorators.js";
import { api } from "../api/client";
import type { Invite, InviteTerms } from "../api/types";
import { t } from "../i18n";
import { Paged } from "../state/paged";
import { TablePage } from "../ui/table-page";
import { cleanName } from "../ui/text";
import "../ui/link-field";
import "../ui/table-row";
import "../ui/time";

/** Seconds an invitation is good for, beside the longest that the node allows. */
const lives = [
  ["invites.expiry.hour", 3_600],
  ["invites.expiry.day", 86_400],
  ["invites.expiry.days", 259_200],
] as const;

const ownMachine = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/** Operators: invitations made, used and withdrawn. A link is shown once, when it is made. */
@customElement("weft-invites")
export class WeftInvites extends TablePage<Invite> {
  static override styles = [
    ...TablePage.styles,
    css`
      :host { position: relative; overflow-y: auto; }
      .list { flex: 1 0 240px; }
      details { margin-block-end: var(--s3); }
      summary { min-block-size: 24px; color: var(--accent); font-weight: 500; cursor: pointer; }
      form { display: grid; grid-template-columns: repeat(auto-fit, minmax(272px, 1fr)); align-items: start; margin-block-start: var(--s2); }
      .reach { display: grid; gap: var(--s2); margin-block-start: var(--s2); padding-inline-start: var(--s4); list-style: decimal; color: var(--text-soft); }
      .made { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: var(--s3); padding: var(--s3); margin-block-end: var(--s3); border: 1px solid var(--accent); border-radius: var(--radius-large); background: var(--surface); }
      .made p { margin-block: var(--s1) var(--s2); color: var(--text-soft); }
      .qr { display: block; inline-size: 176px; block-size: 176px; padding: 8px; border-radius: var(--radius); background: #fff; }
      .qr img { display: block; inline-size: 100%; block-size: 100%; image-rendering: pixelated; }
      @media (max-width: 640px) { .made { grid-template-columns: minmax(0, 1fr); justify-items: center; } .made > div { inline-size: 100%; } }
    `,
  ];

  @state() private link = "";
  @state() private people = 1;
  @state() private picture = "";
  @state() private busy = false;
  @query("form") private terms!: HTMLFormElement;

  protected override readonly rows = new Paged<Invite>(api.invites, (invite) => invite.id);
  protected override readonly words = {
    title: "title.invites",
    intro: "invites.intro",
    failed: "invites.failed",
    none: "invites.none",
    noneText: "invites.none.text",
  } as const;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.show("");
  }

  protected override readonly lines = 3;

  protected override keyOf(invite: Invite): string {
    return invite.id;
  }

  protected override action(): TemplateResult {
    return html`<button class="primary" form="terms" ?disabled=${this.busy}>${t("invites.make")}</button>`;
  }

  protected override above(): TemplateResult {
    return html`<details>
        <summary>${t("invites.terms")}</summary>
        ${this.form()}
      </details>
      ${this.link ? this.made() : nothing}
      <details>
        <summary>${t("invites.reach")}</summary>
        ${this.reach()}
      </details>`;
  }

  private form(): TemplateResult {
    return html`<form id="terms" novalidate @submit=${this.create}>
      <div>
        <label for="label">${t("invites.label")}</label>
        <input id="label" name="label" maxlength="100" autocomplete="off" aria-describedby="label-hint" />
        <p id="label-hint" class="hint">${t("invites.label.hint")}</p>
      </div>
      <div>
        <label for="role">${t("invites.role")}</label>
        <select id="role" name="role" aria-describedby="role-hint">
          <option value="member">${t("role.member")}</option>
          <option value="operator">${t("role.operator")}</option>
        </select>
        <p id="role-hint" class="hint">${t("invites.role.hint")}</p>
      </div>
      <div>
        <label for="uses">${t("invites.uses")}</label>
        <input id="uses" name="uses" type="number" min="1" max="100" value="1" required aria-describedby="uses-hint" />
        <p id="uses-hint" class="hint">${t("invites.uses.hint")}</p>
      </div>
      <div>
        <label for="expiry">${t("invites.expiry")}</label>
        <select id="expiry" name="expiry">
          <option value="">${t("invites.expiry.longest")}</option>
          ${lives.map(([name, seconds]) => html`<option value=${seconds}>${t(name)}</option>`)}
        </select>
      </div>
    </form>`;
  }

  private made(): TemplateResult {
    const here = ownMachine.test(new URL(this.link).hostname);
    return html`<section class="made" aria-labelledby="made">
      <div>
        <h2 id="made">${t("invites.made")}</h2>
        <p>${this.people === 1 ? t("invites.made.text") : t("invites.made.many", { count: this.people })}</p>
        <weft-link-field .link=${this.link} .what=${t("invites.link")}></weft-link-field>
        ${here ? html`<p role="note">${t("invites.made.here")}</p>` : nothing}
      </div>
      ${this.picture ? html`<span class="qr"><img src=${this.picture} alt=${t("invites.qr")} width="160" height="160" /></span>` : nothing}
    </section>`;
  }

  private reach(): TemplateResult {
    const port = location.port || "443";
    return html`<ol class="reach">
      <li>${t("invites.reach.host")}</li>
      <li>${t("invites.reach.name", { port })}</li>
      <li>${t("invites.reach.certificate")}</li>
      <li>${t("invites.reach.open", { port })}</li>
    </ol>`;
  }

  protected override row(invite: Invite): TemplateResult {
    const over = invite.revokedAt ?? invite.usedAt ?? null;
    const expired = !over && invite.expiresAt && new Date(invite.expiresAt).getTime() < Date.now();
    const open = !over && !expired;
    const tag = invite.revokedAt ? t("invites.revoked") : invite.usedAt ? t("invites.used") : expired ? t("invites.expired") : t("invites.open");
    const label = cleanName(invite.label);
    const by = t("invites.by", { name: cleanName(invite.createdBy) || "?" });
    const { uses = 1, usesLeft = 1, joined = [] } = invite;
    return html`<weft-table-row
      name=${label || by}
      tag=${tag}
      .about=${html`${label ? html`${by}, ` : nothing}${invite.role === "operator" ? html`${t("invites.operators")}, ` : nothing}${t(label || invite.role === "operator" ? "invites.at.then" : "invites.at")}
        <weft-time .at=${invite.createdAt ?? null}></weft-time>`}
      .under=${html`${[
        ...(uses > 1 ? [html`${t("invites.left", { left: usesLeft, uses })}`] : []),
        ...(open && invite.expiresAt ? [html`${t("invites.until")} <weft-time form="near" .at=${invite.expiresAt}></weft-time>`] : []),
        ...(joined.length > 0 ? [html`${t("invites.usedby", { name: joined.map((name) => cleanName(name)).join(", ") })}`] : []),
      ].map((one, at) => html`${at > 0 ? ", " : ""}${one}`)}`}
      action=${open ? t("invites.revoke") : ""}
      sure=${t("invites.revoke.sure")}
      @act=${() => this.revoke(invite)}
    ></weft-table-row>`;
  }

  private async create(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    this.busy = true;
    await this.change(async () => {
      const { code = "", url, ...invite } = await api.createInvite(this.asked());
      this.people = invite.uses ?? 1;
      this.show(url ?? `${location.origin}/join#${encodeURIComponent(code)}`);
      this.terms.reset();
      this.rows.add(invite);
      void this.rows.refresh();
      await this.reveal();
    });
    this.busy = false;
  }

  /** The new link may be below what is in sight, above all on a phone with the terms open. */
  private async reveal(): Promise<void> {
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>("weft-link-field")?.focus({ preventScroll: true });
    this.renderRoot.querySelector(".made")?.scrollIntoView({ block: "start" });
  }

  private asked(): InviteTerms {
    const given = new FormData(this.terms);
    const word = (name: string): string => String(given.get(name) ?? "").trim();
    const seconds = Number(word("expiry"));
    return {
      ...(word("label") ? { label: word("label") } : {}),
      role: word("role"),
      uses: Number(word("uses")),
      ...(seconds > 0 ? { expiresAt: new Date(Date.now() + seconds * 1000).toISOString() } : {}),
    };
  }

  /** Shows a link and its picture; an empty one takes both away. A link without a picture can still be copied. */
  private show(link: string): void {
    if (this.picture) URL.revokeObjectURL(this.picture);
    this.picture = "";
    this.link = link;
    if (!link) return;
    api.drawLink(link).then(
      (drawn) => {
        if (this.link === link && this.isConnected) this.picture = URL.createObjectURL(drawn);
      },
      () => undefined,
    );
  }

  private async revoke(invite: Invite): Promise<void> {
    await this.change(async () => {
      await api.revokeInvite(invite.id);
      await this.rows.refresh();
    });
  }
}
