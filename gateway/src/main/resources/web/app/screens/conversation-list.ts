import { css, html, LitElement, nothing, type PropertyValues } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import type { Conversation, Identity } from "../api/types";
import { t } from "../i18n";
import { onKey } from "../shell/keys";
import { paths } from "../shell/router";
import { drafts } from "../state/drafts";
import { mailboxes, type Mailbox } from "../state/mailbox";
import { Watching } from "../state/observable";
import { cleanAddress, isAddress, shortHash } from "../ui/address";
import type { WeftList } from "../ui/list";
import { explain } from "../ui/explain";
import { base, controls } from "../ui/styles";
import "../ui/conversation-row";
import "../ui/list";
import "../ui/notice";
import "../ui/skeleton";

/** Every conversation of an identity, newest first, with a search over names and addresses. */
@customElement("weft-conversation-list")
export class WeftConversationList extends LitElement {
  static override styles = [
    base,
    controls,
    css`
      :host { display: flex; flex-direction: column; }
      header { display: flex; flex-direction: column; gap: var(--s2); padding: var(--s3) var(--s3) 12px; border-block-end: 1px solid var(--line); }
      .top { display: flex; align-items: center; justify-content: space-between; gap: var(--s2); }
      .search { position: relative; }
      .search weft-icon { position: absolute; inset-block-start: 10px; inset-inline-start: 12px; color: var(--text-soft); pointer-events: none; }
      .search input { padding-inline-start: 40px; border-radius: 20px; }
      @media (max-height: 420px) {
        header { flex-direction: row-reverse; align-items: center; padding: var(--s1) var(--s2); }
        .search { flex: 1; min-inline-size: 0; }
        h1 { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); }
      }
      weft-list, .rest { flex: 1; min-block-size: 0; }
      .rest { position: relative; overflow-y: auto; }
      .to { display: block; padding: var(--s3); border-block-end: 1px solid var(--line); }
      .failed { display: flex; flex-wrap: wrap; align-items: center; gap: var(--s2); padding: var(--s2) var(--s3); background: var(--danger-ground); color: var(--danger); font-size: var(--small); }
    `,
  ];

  @property({ attribute: false }) identity!: Identity;
  @property() peer: string | null = null;
  @state() private searched = "";
  @query("input") private search!: HTMLInputElement;
  @query("weft-list") private list?: WeftList;

  private readonly watching = new Watching(this);
  private readonly keys: (() => void)[] = [];
  private timer = 0;

  constructor() {
    super();
    new Watching(this, drafts);
  }

  private get box(): Mailbox {
    return mailboxes.of(this.identity);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.keys.push(
      onKey("/", () => this.search.focus()),
      onKey("j", () => void this.list?.move(1)),
      onKey("k", () => void this.list?.move(-1)),
    );
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const release of this.keys.splice(0)) release();
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has("identity")) return;
    this.watching.observe(this.box);
    this.searched = this.box.search;
  }

  override render() {
    return html`<header>
        <div class="top">
          <h1>${t("title.messages")}</h1>
          <a class="button primary icon" href=${paths.compose(this.identity.id)} title=${t("title.new")} aria-label=${t("title.new")}><weft-icon name="write"></weft-icon></a>
        </div>
        <div class="search" role="search">
          <weft-icon name="search"></weft-icon>
          <input
            type="search"
            aria-label=${t("search.conversations")}
            placeholder=${t("search.conversations")}
            .value=${this.searched}
            @input=${this.find}
            @keydown=${this.keyed}
            autocomplete="off"
            spellcheck="false"
          />
        </div>
      </header>
      ${this.failed()} ${this.direct()} ${this.content()}`;
  }

  private content() {
    const { conversations } = this.box;
    if (conversations.state === "failed") {
      return html`<div class="rest"><weft-notice heading=${t("conversations.failed")} .problem=${conversations.problem} @again=${() => conversations.load()}></weft-notice></div>`;
    }
    if (conversations.state === "loading") return html`<div class="rest"><weft-skeleton></weft-skeleton></div>`;
    const found = this.rows();
    if (found.length === 0) return html`<div class="rest">${this.empty()}</div>`;
    return html`<weft-list
      label=${t("title.messages")}
      rowHeight="72"
      .items=${found}
      .more=${conversations.more}
      .key=${(item: Conversation) => item.peer}
      .row=${(item: Conversation) => html`<weft-conversation-row
        .conversation=${item}
        .href=${paths.thread(this.identity.id, item.peer)}
        .here=${item.peer === this.peer}
        .draft=${drafts.read(this.identity.id, item.peer)}
      ></weft-conversation-row>`}
      @more=${() => void conversations.loadMore()}
    ></weft-list>`;
  }

  /** The conversations; before them those that are only begun, or stand on a page that was not fetched. */
  private rows(): Conversation[] {
    const { box } = this;
    const listed = new Set(box.conversations.items.map(({ peer }) => peer));
    const begun = drafts.peers(this.identity.id).filter((peer) => !listed.has(peer) && drafts.read(this.identity.id, peer).trim() !== "");
    return box.search ? box.found : [...begun.map((peer) => box.begun(peer)), ...box.found];
  }

  private direct() {
    const address = cleanAddress(this.searched);
    if (!isAddress(address)) return nothing;
    return html`<a class="to" href=${paths.thread(this.identity.id, address)}>${t("search.write", { address: shortHash(address) })}</a>`;
  }

  private empty() {
    if (this.box.searching || this.searched.trim() !== this.box.search) return html`<weft-skeleton></weft-skeleton>`;
    if (this.searched) {
      return html`<weft-notice icon="search" heading=${t("search.none")} text=${t("search.none.text")}></weft-notice>`;
    }
    return html`<weft-notice icon="messages" heading=${t("conversations.none")} text=${t("conversations.none.text")}>
      <a class="button primary" href=${paths.compose(this.identity.id)}>${t("title.new")}</a>
      <a class="button" href=${paths.address(this.identity.id)}>${t("title.address")}</a>
    </weft-notice>`;
  }

  private failed() {
    const { conversations } = this.box;
    // That the node is away stands above all pages.
    if (conversations.state !== "ready" || !conversations.problem || conversations.problem.offline) return nothing;
    return html`<div class="failed" role="alert">
      ${explain(conversations.problem)} <button class="link" type="button" @click=${() => conversations.load()}>${t("again")}</button>
    </div>`;
  }

  private find(): void {
    this.searched = this.search.value;
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.box.find(this.searched.trim()), 150);
  }

  private keyed(event: KeyboardEvent): void {
    if (event.key === "ArrowDown") {
      event.preventDefault();
      void this.list?.move(1);
    } else if (event.key === "Escape") {
      event.stopPropagation();
      if (this.searched) {
        this.search.value = "";
        this.find();
      }
      this.search.blur();
    }
  }
}
