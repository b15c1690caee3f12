import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { asProblem } from "../api/problem";
import { t } from "../i18n";
import { mailboxes } from "../state/mailbox";
import { Watching } from "../state/observable";
import { session } from "../state/session";
import { explain } from "../ui/explain";
import { base, controls } from "../ui/styles";
import { cleanName } from "../ui/text";
import "../ui/address";
import "../ui/icon";
import type { IconName } from "../ui/icon";
import { paths, router, type View } from "./router";
import { sidebarStyles } from "./sidebar-styles";

interface Place {
  path: string;
  icon: IconName;
  text: string;
  here: boolean;
  badge?: number;
}

/** The places one can go, and always: who am I, on which node, and do updates arrive by themselves. */
@customElement("weft-sidebar")
export class WeftSidebar extends LitElement {
  static override styles = [base, controls, sidebarStyles];

  @property({ attribute: false }) view: View = { name: "home" };
  @state() private open = false;
  @state() private failed = "";

  private readonly box = new Watching(this);

  constructor() {
    super();
    new Watching(this, session);
    new Watching(this, router);
  }

  private get identity() {
    return session.current("identity" in this.view ? this.view.identity : null);
  }

  protected override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has("view")) this.open = false;
    const { identity } = this;
    this.box.observe(identity ? mailboxes.of(identity) : null);
  }

  override render() {
    const { identity } = this;
    if (!identity) return nothing;
    const box = mailboxes.of(identity);
    const { name } = this.view;
    const first: Place[] = [
      { path: paths.messages(identity.id), icon: "messages", text: t("title.messages"), here: name === "messages", badge: box.unread },
      { path: paths.compose(identity.id), icon: "write", text: t("nav.write"), here: name === "new" },
      { path: paths.address(identity.id), icon: "address", text: t("title.address"), here: name === "address" },
    ];
    const account: Place[] = [
      { path: paths.settings(identity.id), icon: "settings", text: t("title.settings"), here: name === "settings" },
      { path: "/devices", icon: "devices", text: t("title.devices"), here: name === "devices" },
    ];
    const operator: Place[] = [
      { path: "/members", icon: "members", text: t("title.members"), here: name === "members" },
      { path: "/invites", icon: "invite", text: t("title.invites"), here: name === "invites" },
      { path: "/node", icon: "node", text: t("title.node"), here: name === "node" },
    ];
    return html`<nav class=${this.open ? "open" : ""} aria-label=${t("nav")} @keydown=${this.escape} @focusout=${this.left}>
      <div class="brand"><img src="/weft.svg" alt="" width="28" height="28" /><span class="wide">${cleanName(session.node?.name) || "Weft"}</span></div>
      <div class="always">
        ${first.map((place) => this.link(place))}
        <button type="button" class="place more" aria-expanded=${this.open} @click=${() => (this.open = !this.open)}>
          <weft-icon name="menu"></weft-icon><span>${t("nav.more")}</span>
        </button>
      </div>
      <div class="rest">
        ${account.map((place) => this.link(place))}
        ${session.operator ? html`<p class="group wide">${t("nav.operator")}</p>${operator.map((place) => this.link(place))}` : nothing}
      </div>
      <div class="foot">
        ${this.who()}
        <div class="row tools">
          ${this.live()}
          <button type="button" class="plain icon" title=${t("help.title")} aria-label=${t("help.title")} @click=${this.help}><weft-icon name="help"></weft-icon></button>
          <button type="button" class="plain icon" title=${t("signout")} aria-label=${t("signout")} @click=${() => router.leave(() => void this.signOut())}><weft-icon name="leave"></weft-icon></button>
        </div>
        ${this.failed ? html`<p class="error" role="alert">${this.failed}</p>` : nothing}
      </div>
    </nav>`;
  }

  private link(place: Place): TemplateResult {
    return html`<a class="place" href=${place.path} title=${place.text} aria-current=${place.here ? "page" : nothing}>
      <weft-icon name=${place.icon}></weft-icon><span>${place.text}</span>
      ${place.badge ? html`<b class="badge" aria-label=${t("unread.count", { count: place.badge })}>${place.badge > 99 ? "99+" : place.badge}</b>` : nothing}
    </a>`;
  }

  private who(): TemplateResult {
    const { identity } = this;
    if (!identity) return html``;
    const several = session.identities.length > 1;
    return html`<div class="who">
      ${several
        ? html`<select aria-label=${t("identity.choose")} @change=${this.choose}>
            ${session.identities.map((one) => html`<option value=${one.id} ?selected=${one.id === identity.id}>${cleanName(one.displayName)}</option>`)}
          </select>`
        : html`<b class="name" dir="auto">${cleanName(identity.displayName)}</b>`}
      <weft-hash class="small soft" .hash=${identity.address} what=${t("my.address")}></weft-hash>
    </div>`;
  }

  private live(): TemplateResult {
    const { state } = session.live;
    const words = t(`live.${state}.short`);
    return html`<span class="live ${state}" title=${words}><i aria-hidden="true"></i><span>${words}</span></span>`;
  }

  private choose(event: Event): void {
    const select = event.target as HTMLSelectElement;
    const { value } = select;
    // It says where one is, also while the person is asked whether to leave.
    select.value = this.identity?.id ?? value;
    router.go(paths.messages(value));
  }

  private help(): void {
    this.open = false;
    this.dispatchEvent(new CustomEvent("help"));
  }

  private escape(event: KeyboardEvent): void {
    if (event.key === "Escape" && this.open) {
      this.open = false;
      event.stopPropagation();
    }
  }

  /** Open, it covers what is beside it: who goes on there by keyboard is to see it. */
  private left(event: FocusEvent): void {
    const nav = event.currentTarget as HTMLElement;
    if (event.relatedTarget instanceof Node && !nav.contains(event.relatedTarget)) this.open = false;
  }

  private async signOut(): Promise<void> {
    try {
      await session.signOut();
    } catch (error) {
      this.failed = explain(asProblem(error));
    }
  }
}
