import { css, html, LitElement, nothing } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { api } from "../api/client";
import type { Announce, Neighbour } from "../api/types";
import { t } from "../i18n";
import { onKey } from "../shell/keys";
import { paths, router } from "../shell/router";
import { Watching } from "../state/observable";
import { Paged } from "../state/paged";
import { session } from "../state/session";
import { cleanAddress, isAddress, shortHash } from "../ui/address";
import type { WeftList } from "../ui/list";
import { base, controls } from "../ui/styles";
import type { ServerEvent } from "../live/event-parser";
import "../ui/heard-row";
import "../ui/list";
import "../ui/notice";
import "../ui/skeleton";

/** Announces come in bursts; the list follows no faster than this. */
const refreshEvery = 3_000;

/** Whom to write to: an address typed or pasted, or somebody whose announce this node has heard. */
@customElement("weft-compose-new")
export class WeftComposeNew extends LitElement {
  static override styles = [
    base,
    controls,
    css`
      :host { display: flex; flex-direction: column; block-size: 100%; max-inline-size: 800px; margin: 0 auto; padding: var(--s5) var(--s4) 0; }
      h1 { margin-block-end: var(--s3); }
      h2 { margin-block: var(--s4) var(--s2); }
      form { gap: 0; }
      .to { display: flex; gap: var(--s2); }
      .meant { display: flex; flex-wrap: wrap; align-items: center; gap: var(--s2); margin-block-start: var(--s2); color: var(--caution); }
      .list { flex: 1; min-block-size: 0; border: 1px solid var(--line); border-block-end: 0; border-radius: var(--radius-large) var(--radius-large) 0 0; background: var(--surface); overflow: clip; }
      .list > weft-notice, .list > weft-skeleton { block-size: 100%; position: relative; overflow-y: auto; }
      @media (max-height: 420px) { :host { position: relative; overflow-y: auto; } .list { flex: none; } .list > weft-list { block-size: 192px; } .list > weft-notice { block-size: auto; } }
      @media (max-width: 640px) { :host { padding: var(--s3) var(--s3) 0; } .list { margin-inline: calc(-1 * var(--s3)); border-inline: 0; border-radius: 0; } }
    `,
  ];

  @property() identity = "";
  @state() private text = "";
  @state() private wrong = false;
  /** The address that was meant, when the hash of an identity was given. */
  @state() private meant: string | null = null;
  @query("input") private input!: HTMLInputElement;
  @query("weft-list") private list?: WeftList;

  private readonly heard = new Paged<Announce>(
    (cursor) => api.announces(cursor),
    (announce) => announce.address,
  );
  private readonly here = new Paged<Neighbour>(
    (cursor) => api.neighbours(this.identity, cursor),
    (neighbour) => neighbour.address,
  );
  private timer = 0;
  private refreshing = 0;
  private readonly keys: (() => void)[] = [];

  constructor() {
    super();
    new Watching(this, this.heard);
    new Watching(this, this.here);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.heard.load();
    void this.here.load();
    session.live.addEventListener("event", this.event);
    this.keys.push(
      onKey("/", () => this.input.focus()),
      onKey("j", () => void this.list?.move(1)),
      onKey("k", () => void this.list?.move(-1)),
      onKey("Escape", () => router.go(paths.messages(this.identity))),
    );
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    session.live.removeEventListener("event", this.event);
    window.clearTimeout(this.refreshing);
    for (const release of this.keys.splice(0)) release();
  }

  protected override firstUpdated(): void {
    if (!matchMedia("(pointer: coarse)").matches) this.input.focus();
  }

  override render() {
    return html`<h1>${t("title.new")}</h1>
      <form @submit=${this.submit} novalidate>
        <label for="to">${t("new.to")}</label>
        <div class="to">
          <input id="to" autocomplete="off" autocapitalize="none" spellcheck="false" aria-invalid=${this.wrong} aria-describedby="to-hint" @input=${this.typed} @keydown=${this.keyed} />
          <button class="primary" ?disabled=${this.text.trim() === ""}>${t("new.write")}</button>
        </div>
        <p id="to-hint" class=${this.wrong ? "error" : "hint"} role=${this.wrong ? "alert" : nothing}>${this.wrong ? t("new.to.wrong") : t("new.to.hint")}</p>
        ${this.meant
          ? html`<p class="meant" role="alert">${t("new.to.identity")} <a class="button primary" href=${paths.thread(this.identity, this.meant)}>${t("search.write", { address: shortHash(this.meant) })}</a></p>`
          : nothing}
      </form>
      <h2>${t("heard.title")}</h2>
      <div class="list">${this.content()}</div>`;
  }

  private content() {
    const { heard } = this;
    if (heard.state === "failed") return html`<weft-notice heading=${t("heard.failed")} .problem=${heard.problem} @again=${() => heard.load()}></weft-notice>`;
    if (heard.state === "loading") return html`<weft-skeleton></weft-skeleton>`;
    const items = this.shown();
    const address = cleanAddress(this.text);
    if (session.identities.some((identity) => identity.address === address)) {
      return html`<weft-notice icon="info" heading=${t("heard.own")} text=${t("heard.own.text")}></weft-notice>`;
    }
    if (items.length === 0 && isAddress(address) && this.meant === null) {
      return html`<weft-notice icon="write" heading=${t("heard.not")} text=${t("heard.not.text")}>
        <button class="primary" type="button" @click=${this.submit}>${t("search.write", { address: shortHash(address) })}</button>
      </weft-notice>`;
    }
    if (items.length === 0) {
      return this.text.trim() === ""
        ? html`<weft-notice icon="announce" heading=${t("heard.none")} text=${t("heard.none.text")}></weft-notice>`
        : html`<weft-notice icon="search" heading=${t("heard.unknown")} text=${t("heard.unknown.text")}></weft-notice>`;
    }
    return html`<weft-list
      rowHeight="64"
      label=${t("heard.title")}
      .items=${items}
      .more=${heard.more}
      .key=${(announce: Announce) => announce.address}
      .row=${(announce: Announce) => html`<weft-heard-row .announce=${announce} .href=${paths.thread(this.identity, announce.address)}></weft-heard-row>`}
      @more=${() => void heard.loadMore()}
    ></weft-list>`;
  }

  private shown(): Announce[] {
    const wanted = this.text.trim().toLowerCase();
    const own = new Set(session.identities.map((identity) => identity.address));
    const here = new Set(this.here.items.map(({ address }) => address));
    const neighbours: Announce[] = this.here.items.map(({ address, name }) => ({ address, name, hops: 0, time: "" }));
    return [...neighbours, ...this.heard.items.filter(({ address }) => !here.has(address))].filter(
      (one) => !own.has(one.address) && (one.address.includes(cleanAddress(wanted)) || (one.name ?? "").toLowerCase().includes(wanted)),
    );
  }

  private typed(): void {
    this.text = this.input.value;
    this.wrong = false;
    this.meant = null;
    window.clearTimeout(this.timer);
    const { text } = this;
    this.timer = window.setTimeout(() => {
      const enough = (): boolean => this.text !== text || this.shown().length >= 20;
      void this.here.loadUntil(enough).then(() => this.heard.loadUntil(enough));
    }, 150);
  }

  private keyed(event: KeyboardEvent): void {
    if (event.key === "ArrowDown") {
      event.preventDefault();
      void this.list?.move(1);
    }
  }

  private async submit(event: Event): Promise<void> {
    event.preventDefault();
    const { text } = this;
    const address = cleanAddress(text);
    this.wrong = !isAddress(address);
    if (this.wrong) return;
    const meant = await this.meantBy(address);
    if (this.text !== text || !this.isConnected) return;
    this.meant = meant;
    if (!meant) router.go(paths.thread(this.identity, address));
  }

  private async meantBy(address: string): Promise<string | null> {
    try {
      return (await api.peer(this.identity, address)).writeTo ?? null;
    } catch {
      // The thread says why the node can't be asked.
      return null;
    }
  }

  private readonly event = (event: Event): void => {
    if ((event as CustomEvent<ServerEvent>).detail.name !== "announce.heard" || this.refreshing) return;
    this.refreshing = window.setTimeout(() => {
      this.refreshing = 0;
      void this.heard.refresh();
    }, refreshEvery);
  };
}
