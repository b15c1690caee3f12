import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, query, state } from "lit/decorators.js";
import { languages, loadLanguage, t } from "../i18n";
import { mailboxes } from "../state/mailbox";
import { Watching } from "../state/observable";
import { proof } from "../state/proof";
import { session } from "../state/session";
import { base, controls } from "../ui/styles";
import { onKey } from "./keys";
import { paths, router, type View } from "./router";
import { showTab } from "./tab";
import "../screens/sign-in";
import "../screens/messages";
import "../ui/notice";
import "./connection";
import "./help";
import "./sidebar";
import "./whereabouts";

/** Screens that are not needed for the first look come with a request of their own. */
const later: Partial<Record<View["name"], () => Promise<unknown>>> = {
  setup: () => import("../screens/setup"),
  join: () => import("../screens/join"),
  reset: () => import("../screens/reset"),
  password: () => import("../screens/password"),
  welcome: () => import("../screens/welcome"),
  devices: () => import("../screens/devices"),
  members: () => import("../screens/members"),
  invites: () => import("../screens/invites"),
  node: () => import("../screens/node"),
  new: () => import("../screens/compose-new"),
  address: () => import("../screens/my-address"),
  settings: () => import("../screens/identity-settings"),
};

const outside = new Set<View["name"]>(["setup", "signin", "join", "reset"]);

/** Where the node answers operators alone. */
const ofOperators = new Set<View["name"]>(["members", "invites", "node"]);

/** The whole page: decides what may be seen, and where. */
@customElement("weft-app")
export class WeftApp extends LitElement {
  static override styles = [
    base,
    controls,
    css`
      :host { display: block; block-size: 100dvh; background: var(--ground); }
      .frame { display: grid; grid-template-columns: 248px minmax(0, 1fr); grid-template-rows: auto minmax(0, 1fr); block-size: 100%; }
      weft-sidebar { grid-row: 1 / 3; }
      .top { grid-column: 2; min-inline-size: 0; }
      main { grid-column: 2; min-block-size: 0; position: relative; overflow-y: auto; }
      main:focus-visible { outline: none; }
      .alone { display: grid; place-items: center; block-size: 100%; position: relative; overflow-y: auto; }
      .skip { position: absolute; inset-block-start: -64px; inset-inline-start: var(--s2); z-index: 3; }
      .skip:focus { inset-block-start: var(--s2); }
      @media (max-width: 1080px) {
        .frame { grid-template-columns: 64px minmax(0, 1fr); }
      }
      @media (max-width: 640px) {
        .frame { grid-template-columns: minmax(0, 1fr); grid-template-rows: auto minmax(0, 1fr) auto; }
        .top, main { grid-column: 1; }
        weft-sidebar { grid-row: 3; }
      }
      /* Zoomed in until a thread has hardly room: the way back in its header is enough. */
      @media (max-width: 640px) and (max-height: 420px) {
        .reading weft-sidebar { display: none; }
      }
    `,
  ];

  @state() private language = false;
  @state() private help = false;
  @state() private loaded = new Set<View["name"]>();
  @state() private broken: View["name"] | null = null;
  @query("main") private main?: HTMLElement;

  private readonly keys: (() => void)[] = [];
  private shown = "";

  constructor() {
    super();
    new Watching(this, session);
    new Watching(this, router);
    new Watching(this, mailboxes);
    new Watching(this, languages);
    new Watching(this, proof);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void loadLanguage().then(() => (this.language = true));
    void session.start();
    this.keys.push(
      onKey("?", () => (this.help = true)),
      onKey("n", () => this.compose()),
    );
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const release of this.keys.splice(0)) release();
  }

  protected override willUpdate(): void {
    if (this.language) this.direct();
    if (session.standing === "signed-in") for (const identity of session.identities) mailboxes.of(identity);
    if (router.asking) void import("./leave");
    if (proof.asked) void import("../screens/proof");
    const load = later[router.view.name];
    if (load && !this.loaded.has(router.view.name)) void this.load(router.view.name, load);
  }

  protected override updated(_: PropertyValues): void {
    const { view } = router;
    showTab(view.name === "messages" || view.name === "home" ? "Weft" : `${this.titleOf(view)} · Weft`, mailboxes.unread);
    const place = view.name === "messages" ? view.name : location.pathname;
    if (this.shown !== "" && this.shown !== place) this.main?.focus({ preventScroll: true });
    this.shown = place;
  }

  override render() {
    if (!this.language || session.standing === "unknown") return html`<div class="alone" aria-busy="true"></div>`;
    if (session.standing === "starting" || session.standing === "unreachable") return this.waiting();
    const { view } = router;
    return html`${session.standing === "signed-out" || outside.has(view.name)
      ? html`<main tabindex="-1" class="alone">${this.screen(view)}</main>`
      : this.frame(view)}
    ${proof.asked && session.standing === "signed-in" ? html`<weft-proof></weft-proof>` : nothing}
    ${router.asking ? html`<weft-leave @leave=${() => router.answer(true)} @closed=${() => router.answer(false)}></weft-leave>` : nothing}
    ${this.help ? html`<weft-help @closed=${() => (this.help = false)}></weft-help>` : nothing}`;
  }

  private frame(view: View): TemplateResult {
    if (view.name === "welcome" || view.name === "password") return html`<main tabindex="-1" class="alone">${this.screen(view)}</main>`;
    return html`<nav aria-label=${t("skip")}><a class="skip button" href="#main" @click=${this.skip}>${t("skip")}</a></nav>
      <div class="frame ${view.name === "messages" && view.peer ? "reading" : ""}">
        <weft-sidebar .view=${view} @help=${() => (this.help = true)}></weft-sidebar>
        <div class="top"><weft-whereabouts .view=${view}></weft-whereabouts><weft-connection></weft-connection></div>
        <main id="main" tabindex="-1">${this.screen(view)}</main>
      </div>`;
  }

  private screen(view: View): TemplateResult {
    if (this.broken === view.name) {
      return html`<weft-notice icon="offline" heading=${t("screen.failed")} text=${t("problem.offline")}>
        <button class="primary" @click=${() => location.reload()}>${t("again")}</button>
      </weft-notice>`;
    }
    if (ofOperators.has(view.name) && !session.operator) return this.forOperators();
    if (later[view.name] && !this.loaded.has(view.name)) return html`<div aria-busy="true"></div>`;
    switch (view.name) {
      case "setup": return html`<weft-setup></weft-setup>`;
      case "join": return html`<weft-join></weft-join>`;
      case "reset": return html`<weft-reset></weft-reset>`;
      case "password": return html`<weft-password></weft-password>`;
      case "signin": return html`<weft-sign-in></weft-sign-in>`;
      case "welcome": return html`<weft-welcome></weft-welcome>`;
      case "devices": return html`<weft-devices></weft-devices>`;
      case "members": return html`<weft-members></weft-members>`;
      case "invites": return html`<weft-invites></weft-invites>`;
      case "node": return html`<weft-node></weft-node>`;
      case "messages":
        return html`<weft-messages .identity=${view.identity} .peer=${view.peer} .message=${view.message}></weft-messages>`;
      case "new": return html`<weft-compose-new .identity=${view.identity}></weft-compose-new>`;
      case "address": return html`<weft-my-address .identity=${view.identity}></weft-my-address>`;
      case "settings": return html`<weft-identity-settings .identity=${view.identity}></weft-identity-settings>`;
      default: return this.nothingHere();
    }
  }

  /** Sends a person who may not see the view, or has not said which, to the one that fits. */
  private direct(): void {
    const { view } = router;
    if (view.name === "lost") return;
    if (session.standing === "signed-out" && !outside.has(view.name)) {
      if (view.name !== "home") session.comeBackTo(location.pathname);
      router.go(session.setUpNeeded ? "/setup" : "/signin", "replace");
    } else if (session.standing === "signed-in") {
      const first = session.identities[0];
      if (!first && view.name !== "welcome") router.go("/welcome", "replace");
      else if (first && (view.name === "home" || outside.has(view.name) || view.name === "welcome")) {
        router.go(session.takeReturn() || paths.messages(first.id), "replace");
      } else if (first && "identity" in view && !session.identity(view.identity)) {
        router.go(paths.messages(first.id), "replace");
      }
    }
  }

  private async load(name: View["name"], load: () => Promise<unknown>): Promise<void> {
    this.loaded = new Set(this.loaded);
    try {
      await load();
      this.broken = null;
      this.loaded = new Set([...this.loaded, name]);
    } catch {
      this.broken = name;
    }
  }

  private waiting(): TemplateResult {
    const starting = session.standing === "starting";
    return html`<main class="alone">
      <h1 class="hidden-text">Weft</h1>
      <weft-notice
        icon=${starting ? "clock" : "offline"}
        heading=${t(starting ? "node.starting" : "node.unreachable")}
        text=${t(starting ? "node.starting.text" : "node.unreachable.text")}
      >
        <button class="primary" @click=${() => session.retry()}>${t("again")}</button>
      </weft-notice>
    </main>`;
  }

  private forOperators(): TemplateResult {
    return html`<h1 class="hidden-text">Weft</h1><weft-notice icon="members" heading=${t("operators.only")} text=${t("operators.only.text")}>
      <a class="button primary" href="/">${t("lost.home")}</a>
    </weft-notice>`;
  }

  private nothingHere(): TemplateResult {
    return html`<h1 class="hidden-text">Weft</h1><weft-notice icon="search" heading=${t("lost.title")} text=${t("lost.text")}>
      <a class="button primary" href="/">${t(session.standing === "signed-in" ? "lost.home" : "signin")}</a>
    </weft-notice>`;
  }

  private compose(): void {
    const { view } = router;
    const identity = "identity" in view ? view.identity : session.identities[0]?.id;
    if (session.standing === "signed-in" && identity) router.go(paths.compose(identity));
  }

  private skip(event: Event): void {
    event.preventDefault();
    this.main?.focus();
  }

  private titleOf(view: View): string {
    return t(`title.${view.name}` as Parameters<typeof t>[0]);
  }
}
