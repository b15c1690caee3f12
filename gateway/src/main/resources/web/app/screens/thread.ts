import { html, LitElement, nothing, type PropertyValues } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { asProblem } from "../api/problem";
import type { Identity, Message } from "../api/types";
import { t } from "../i18n";
import { dayName, sameDay } from "../i18n/times";
import { paths } from "../shell/router";
import { drafts } from "../state/drafts";
import { mailboxes } from "../state/mailbox";
import { Watching } from "../state/observable";
import { session } from "../state/session";
import { beginning, type Outgoing, type Thread } from "../state/thread";
import { shortHash } from "../ui/address";
import type { WeftBubble } from "../ui/bubble";
import type { WeftComposer, Written } from "../ui/composer";
import { explain } from "../ui/explain";
import { base, controls } from "../ui/styles";
import { cleanName } from "../ui/text";
import { ReadingPlace } from "./reading-place";
import { threadStyles } from "./thread-styles";
import "../ui/bubble";
import "../ui/composer";
import "../ui/notice";
import "../ui/outgoing-bubble";
import "../ui/skeleton";

/** So little height that only messages may stand still; what else there is scrolls with them. The styles have the same bound. */
const lowHeight = "(max-height: 420px)";

/** A message counts as seen when more of it than this is in sight, for this many milliseconds. */
const edge = 24;
const tellAfter = 300;

/** As many messages as a window shows at most, as a rule; and how many of them may stand above the first unread one. */
const screenful = 14;
const fewAbove = 3;

/** One conversation: its messages, oldest on top, and the place to answer. */
@customElement("weft-thread")
export class WeftThread extends LitElement {
  static override styles = [base, controls, threadStyles];

  @property({ attribute: false }) identity!: Identity;
  @property() peer = "";
  @state() private heard = "";
  @state() private dragging = false;
  @state() private refused = "";
  @query(".scroll") private scroller?: HTMLElement;
  @query("weft-composer") private composer!: WeftComposer;

  private readonly low = matchMedia(lowHeight);
  private readonly watching = new Watching(this);
  private readonly box = new Watching(this);
  private thread!: Thread;
  private readonly place = new ReadingPlace(this, () => this.scroller, () => this.thread);
  private newest: string | null = null;
  /** Messages that are drawn with the thread; the others wait their turn. */
  private readonly soon = new Set<string>();
  /** The newest message that the node was told of as read. */
  private told: string | null = null;
  private telling = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener("visibilitychange", this.seen);
    this.low.addEventListener("change", this.resizedPage);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("visibilitychange", this.seen);
    this.low.removeEventListener("change", this.resizedPage);
    window.clearTimeout(this.telling);
    this.telling = 0;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has("identity") || changed.has("peer")) {
      this.thread = mailboxes.of(this.identity).open(this.peer);
      this.watching.observe(this.thread);
      this.box.observe(mailboxes.of(this.identity));
      this.place.begin();
      this.newest = null;
      this.soon.clear();
      this.told = null;
    }
    if (!this.place.placed) this.chooseFirst();
    this.noticeNew();
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has("peer") && !matchMedia("(pointer: coarse)").matches) void this.composer.updateComplete.then(() => this.composer.focus());
    this.seen();
  }

  override render() {
    // In a low window this scrolls what stands in place of messages, which may have nothing in it that takes the focus.
    const still = this.low.matches && !this.scrolls;
    return html`${this.header()} ${this.low.matches && this.scrolls ? nothing : this.standing()}
      <div
        class="middle ${this.dragging ? "dragging" : ""}"
        role=${still ? "region" : nothing}
        aria-label=${still ? t("thread.label", { name: this.name }) : nothing}
        tabindex=${still ? "0" : nothing}
        @dragover=${this.over}
        @dragleave=${() => (this.dragging = false)}
        @drop=${this.dropped}
      >
        ${this.content()}
        ${this.place.below > 0 || (this.place.away && this.unread > 0)
          ? html`<button class="primary below" type="button" @click=${() => this.place.toEnd()}>${t(this.place.below > 0 ? "thread.new" : "thread.end")}</button>`
          : nothing}
      </div>
      <p class="hidden-text" role="status">${this.heard}</p>
      <weft-composer .identity=${this.identity.id} .peer=${this.peer} .limit=${session.sendLimit} @written=${this.send}></weft-composer>`;
  }

  private get name(): string {
    return cleanName(mailboxes.of(this.identity).name(this.peer)) || shortHash(this.peer);
  }

  private get unread(): number {
    return mailboxes.of(this.identity).conversation(this.peer)?.unread ?? 0;
  }

  private header() {
    return html`<header>
      <a class="button plain icon back" href=${paths.messages(this.identity.id)} aria-label=${t("back.conversations")}><weft-icon name="back"></weft-icon></a>
      <div>
        <h1 title=${this.name}><bdi>${this.name}</bdi></h1>
        ${this.low.matches && this.scrolls ? nothing : this.address()}
      </div>
      ${this.low.matches && this.scrolls ? nothing : this.blocking()}
    </header>`;
  }

  private address() {
    return html`<weft-hash class="small soft" .hash=${this.peer} what=${t("peer.address")}></weft-hash>`;
  }

  private blocking() {
    const known = mailboxes.of(this.identity).conversation(this.peer);
    if (!known || known.blocked || known.request) return nothing;
    return html`<button class="plain block" type="button" @click=${() => this.decide({ blocked: true })}>${t("block")}</button>`;
  }

  /** Whether there are messages to be scrolled. */
  private get scrolls(): boolean {
    const { messages, outgoing, opened } = this.thread;
    return messages.state === "ready" && opened && messages.items.length + outgoing.length > 0;
  }

  private readonly resizedPage = (): void => this.requestUpdate();

  private content() {
    const { messages, outgoing } = this.thread;
    if (messages.state === "failed") {
      return html`<weft-notice heading=${t("thread.failed")} .problem=${messages.problem} @again=${() => mailboxes.of(this.identity).open(this.peer)}></weft-notice>`;
    }
    if (messages.state === "loading" || !this.thread.opened) return html`<weft-skeleton rows="5"></weft-skeleton>`;
    if (messages.items.length === 0 && outgoing.length === 0) {
      return html`<weft-notice icon="write" heading=${t("thread.empty", { name: this.name })} text=${t("thread.empty.text")}></weft-notice>`;
    }
    const oldestFirst = messages.items.toReversed();
    return html`<div class="scroll" role="log" aria-live="off" aria-label=${t("thread.label", { name: this.name })} tabindex="0" @scroll=${this.scrolled} @wheel=${this.place.moved} @touchmove=${this.place.moved} @keydown=${this.place.moved} @pointerdown=${this.place.moved}>
      <div class="messages">
        ${this.low.matches ? html`<p class="about">${this.address()} ${this.blocking()}</p>` : nothing}
        ${messages.more ? html`<button class="plain older" type="button" @click=${() => messages.loadMore()}>${t("thread.older")}</button>` : nothing}
        ${messages.problem && !messages.problem.offline ? html`<p class="error" role="alert">${explain(messages.problem)}</p>` : nothing}
        ${this.thread.firstUnread !== null && !this.thread.has(this.thread.firstUnread) ? html`<p class="day unread">${t("thread.unread.above")}</p>` : nothing}
        ${this.stranger(oldestFirst)}
        ${repeat(oldestFirst, (message) => message.id, (message, at) => this.one(message, oldestFirst[at - 1], oldestFirst[at + 1]))}
        ${repeat(outgoing, (one) => one.key, (one) => this.unsent(one))}
        ${this.low.matches ? this.standing() : nothing}
      </div>
    </div>`;
  }

  /** What will be in sight: around the first unread message, else the end. Drawn later, it would push what stands beside it about. */
  private chooseFirst(): void {
    const newestFirst = this.thread.messages.items;
    const unread = newestFirst.findIndex((message) => message.id === this.thread.firstUnread);
    const from = unread < 0 ? 0 : Math.max(0, unread - screenful);
    const to = unread < 0 ? screenful : unread + fewAbove;
    for (const message of newestFirst.slice(from, to + 1)) this.soon.add(message.id);
  }

  /** Whether nothing stands between two messages of the same person. */
  private together(message: Message | undefined, after: Message | undefined): boolean {
    return message !== undefined && after !== undefined && message.direction === after.direction && sameDay(timeOf(message), timeOf(after)) && after.id !== this.thread.firstUnread;
  }

  private one(message: Message, before: Message | undefined, after: Message | undefined) {
    const mine = message.direction === "out";
    return html`${!before || !sameDay(timeOf(before), timeOf(message)) ? html`<h2 class="day">${dayName(timeOf(message))}</h2>` : nothing}
      ${message.id === this.thread.firstUnread ? html`<h2 class="day unread">${t("thread.unread")}</h2>` : nothing}
      <weft-bubble
        .message=${message}
        .soon=${this.soon.has(message.id)}
        .mine=${mine}
        .first=${!this.together(before, message)}
        .last=${!this.together(message, after)}
        .href=${paths.message(this.identity.id, this.peer, message.id)}
        .answers=${this.thread.quoted(message.replyTo)}
        @again=${() => this.composer.restore({ content: message.content ?? "", files: [], answers: null })}
        @reply=${() => this.composer.answer({ hash: message.hash ?? "", quote: beginning(message) })}
      ></weft-bubble>`;
  }

  private unsent(one: Outgoing) {
    return html`<weft-outgoing-bubble
      .outgoing=${one}
      .progress=${one.progress}
      .problem=${one.problem}
      @again=${async () => {
        if (await this.thread.retry(one)) this.composer.sent(this.thread.identity, this.thread.peer, one.content);
      }}
      @edit=${() => {
        this.thread.discard(one);
        this.composer.restore(one);
      }}
      @discard=${() => this.thread.discard(one)}
    ></weft-outgoing-bubble>`;
  }

  /** A blocked peer, or a request, with what can be done about it. */
  private standing() {
    const meant = mailboxes.of(this.identity).meant(this.peer);
    if (meant) {
      return html`<div class="standing">
        <span>${t("new.to.identity")}</span>
        <a class="button primary" href=${paths.thread(this.identity.id, meant)} @click=${() => drafts.move(this.identity.id, this.peer, meant)}>${t("search.write", { address: shortHash(meant) })}</a>
      </div>`;
    }
    const conversation = mailboxes.of(this.identity).conversation(this.peer);
    const { blocked = false, request = false } = conversation ?? {};
    if (!blocked && !request) return this.refused ? html`<p class="standing error" role="alert">${this.refused}</p>` : nothing;
    return html`<div class="standing">
      <span>${t(blocked ? "blocked" : "request")}</span>
      <span class="row">
        ${blocked
          ? html`<button type="button" @click=${() => this.decide({ blocked: false })}>${t("unblock")}</button>`
          : html`<button class="primary" type="button" @click=${() => this.decide({ request: false })}>${t("request.accept")}</button>
              <button class="danger" type="button" @click=${() => this.decide({ blocked: true })}>${t("block")}</button>`}
      </span>
      ${this.refused ? html`<p class="error" role="alert">${this.refused}</p>` : nothing}
    </div>`;
  }

  private async decide(change: { blocked?: boolean; request?: false }): Promise<void> {
    this.refused = "";
    try {
      await mailboxes.of(this.identity).decide(this.peer, change);
    } catch (error) {
      this.refused = explain(asProblem(error));
    }
  }

  /** Whoever was never answered is a stranger; the name shown is only what they call themselves. */
  private stranger(messages: Message[]) {
    if (this.thread.messages.more || messages.some((message) => message.direction === "out")) return nothing;
    if (this.thread.outgoing.length > 0) return nothing;
    return html`<p class="stranger"><weft-icon name="info"></weft-icon><span>${t(mailboxes.of(this.identity).local(this.peer) ? "stranger.local" : "stranger")}</span></p>`;
  }

  private noticeNew(): void {
    const [newest] = this.thread.messages.items;
    if (!newest || newest.id === this.newest) return;
    if (this.newest !== null) this.soon.add(newest.id);
    if (this.newest !== null && newest.direction === "in") {
      this.heard = t("thread.heard", { name: this.name });
      this.place.came();
    }
    this.newest = newest.id;
  }

  private readonly scrolled = (): void => {
    this.place.scrolled();
    this.seen();
  };

  /** Tells the node, a moment later, up to where the person has seen the thread. */
  private readonly seen = (): void => {
    if (this.telling || this.unread === 0) return;
    this.telling = window.setTimeout(() => {
      this.telling = 0;
      void this.tell();
    }, tellAfter);
  };

  private async tell(): Promise<void> {
    const { items } = this.thread.messages;
    const { firstUnread, opened } = this.thread;
    // What stands above the oldest message fetched would count as read, too.
    if (document.visibilityState !== "visible" || !opened || (firstUnread !== null && !this.thread.has(firstUnread))) return;
    // Who has not been drawn yet takes too little room: more would seem to be in sight.
    if ([...(this.scroller?.querySelectorAll<WeftBubble>("weft-bubble") ?? [])].some((bubble) => !bubble.hasUpdated)) return this.seen();
    const at = items.findIndex((message) => message.id === this.lowest());
    const told = items.findIndex((message) => message.id === this.told);
    const message = items[at];
    if (!message || (told >= 0 && told <= at)) return;
    this.told = message.id;
    if (!(await mailboxes.of(this.identity).read(this.peer, message)) && this.told === message.id) this.told = null;
  }

  /** The newest message of which more than the edge is in sight. */
  private lowest(): string | null {
    const { scroller } = this;
    if (!scroller) return null;
    const end = scroller.getBoundingClientRect().bottom - edge;
    const bubbles = [...scroller.querySelectorAll<WeftBubble>("weft-bubble")];
    let from = 0;
    let to = bubbles.length;
    while (from < to) {
      const middle = (from + to) >> 1;
      if ((bubbles[middle]?.getBoundingClientRect().top ?? end) < end) from = middle + 1;
      else to = middle;
    }
    return bubbles[from - 1]?.message.id ?? null;
  }

  private async send(event: CustomEvent<Written>): Promise<void> {
    const { content, files, method, answers } = event.detail;
    this.place.toEnd();
    const { identity, peer } = this.thread;
    if (await this.thread.send(content, files, method, answers)) this.composer.sent(identity, peer, content);
  }

  private over(event: DragEvent): void {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    this.dragging = true;
  }

  private dropped(event: DragEvent): void {
    event.preventDefault();
    this.dragging = false;
    this.composer.addFiles(event.dataTransfer?.files ?? []);
  }
}

const timeOf = (message: Message): Date =>
  new Date((message.direction === "in" ? message.receivedAt : null) ?? message.sentAt ?? message.receivedAt ?? 0);
