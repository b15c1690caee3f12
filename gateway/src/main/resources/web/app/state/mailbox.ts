import { api } from "../api/client";
import type { Conversation, Identity, Message, Peer } from "../api/types";
import type { ServerEvent } from "../live/event-parser";
import { Observable } from "./observable";
import { Paged } from "./paged";
import { session } from "./session";
import { Thread } from "./thread";

/** Threads kept in memory per identity; the one opened longest ago goes first. */
const keptThreads = 20;

/** One identity's conversations and the threads that were opened. */
export class Mailbox extends Observable {
  readonly conversations: Paged<Conversation>;
  search = "";
  searching = false;
  /** Unread messages of all conversations, fetched or not. */
  unread = 0;

  private readonly threads = new Map<string, Thread>();
  /** What is known of those whose threads were opened: their conversations may be on no page that was fetched. */
  private readonly peers = new Map<string, Peer>();
  private refreshing = 0;

  constructor(readonly identity: Identity) {
    super();
    this.conversations = new Paged(
      async (cursor) => {
        const page = await api.conversations(identity.id, cursor, this.search ? 200 : 50);
        this.unread = page.unread;
        return page;
      },
      (conversation) => conversation.peer,
    );
    this.conversations.watch(() => this.changed());
  }

  /** Conversations with these words in name or address, out of those fetched so far. */
  get found(): Conversation[] {
    const wanted = this.search.toLowerCase();
    if (wanted === "") return this.conversations.items;
    return this.conversations.items.filter(
      ({ peer, name }) => peer.includes(wanted) || (name ?? "").toLowerCase().includes(wanted),
    );
  }

  /** Searches; pages that were not needed before are fetched until a screenful is found. */
  async find(search: string): Promise<void> {
    this.search = search;
    this.searching = search !== "" && (this.conversations.more || this.conversations.state === "loading");
    this.changed();
    if (!this.searching) return;
    await this.conversations.loadUntil(() => this.search !== search || this.found.length >= 20);
    if (this.search !== search) return;
    this.searching = false;
    this.changed();
  }

  thread(peer: string): Thread {
    const known = this.threads.get(peer);
    if (known) {
      this.threads.delete(peer);
      this.threads.set(peer, known);
      return known;
    }
    const thread = new Thread(this.identity.id, this.identity.address, peer);
    this.threads.set(peer, thread);
    for (const oldest of this.threads.keys()) {
      if (this.threads.size <= keptThreads) break;
      if (this.threads.get(oldest)?.outgoing.length !== 0) break;
      this.threads.delete(oldest);
      this.peers.delete(oldest);
    }
    return thread;
  }

  /** The thread with this peer comes on screen. */
  open(peer: string): Thread {
    const thread = this.thread(peer);
    const all = thread.opened && thread.messages.state === "ready" && this.listed(peer)?.unread === 0;
    if (all) thread.firstUnread = null;
    else void thread.open(this.lookUp(peer).then((found) => found?.conversation?.firstUnread ?? null));
    return thread;
  }

  conversation(peer: string): Conversation | null {
    return this.listed(peer) ?? this.peers.get(peer)?.conversation ?? null;
  }

  /** The member's own name for the peer, or what it calls itself. */
  name(peer: string): string | null {
    return this.conversation(peer)?.name ?? this.peers.get(peer)?.name ?? null;
  }

  /** The address to write to instead, when this one turned out to be the hash of an identity. */
  meant(peer: string): string | null {
    return this.peers.get(peer)?.writeTo ?? null;
  }

  /** Whether the peer lives on this node. */
  local(peer: string): boolean {
    return this.peers.get(peer)?.local ?? false;
  }

  /** The member has seen the thread up to this message. Whether the node knows of it. */
  async read(peer: string, seen: Message): Promise<boolean> {
    try {
      this.put(peer, await api.changeConversation(this.identity.id, peer, { readUpTo: seen.id }));
      return true;
    } catch {
      this.refreshSoon();
      return false;
    }
  }

  /** Blocks a peer, lets it in again, or accepts its request; throws when the node refuses. */
  async decide(peer: string, change: { blocked?: boolean; request?: false }): Promise<void> {
    this.put(peer, await api.changeConversation(this.identity.id, peer, change));
  }

  apply(message: Message): void {
    const peer = message.direction === "in" ? message.from : message.to;
    this.threads.get(peer)?.apply(message);
    this.refreshSoon();
  }

  gone(message: string): void {
    for (const thread of this.threads.values()) thread.gone(message);
    this.refreshSoon();
  }

  refresh(): void {
    void this.refreshList();
    for (const thread of this.threads.values()) void thread.messages.refresh();
  }

  refreshSoon(): void {
    if (this.refreshing) return;
    this.refreshing = window.setTimeout(() => {
      this.refreshing = 0;
      void this.refreshList();
    }, 250);
  }

  private listed(peer: string): Conversation | null {
    return this.conversations.items.find((conversation) => conversation.peer === peer) ?? null;
  }

  /** The node's newest word on a conversation. */
  private put(peer: string, conversation: Conversation): void {
    const before = this.conversation(peer)?.unread ?? 0;
    this.unread = Math.max(0, this.unread + conversation.unread - before);
    const known = this.peers.get(peer);
    if (known) this.peers.set(peer, { ...known, conversation });
    this.conversations.replace(peer, () => conversation);
    this.changed();
  }

  private async lookUp(peer: string): Promise<Peer | null> {
    try {
      const found = await api.peer(this.identity.id, peer);
      this.peers.set(peer, found);
      this.changed();
      return found;
    } catch {
      // The thread itself says why the node can't be asked.
      return null;
    }
  }

  /** Fetches the list anew, and what is known of the peer on screen where the list doesn't say it. */
  private async refreshList(): Promise<void> {
    await this.conversations.refresh();
    const onScreen = [...this.threads.keys()].at(-1);
    if (onScreen && !this.listed(onScreen)) await this.lookUp(onScreen);
  }
}

/** Events name messages; more than this at once and fetching the lists anew is cheaper than each by itself. */
const manyMessages = 20;
const pollEvery = 10_000;

/** The mailboxes of the person signed in, kept up to date by the event stream, or by asking while it is down. */
class Mailboxes {
  lastPolled: number | null = null;
  private boxes = new Map<string, Mailbox>();
  private changedIds = new Set<string>();
  private poll = 0;

  constructor() {
    session.live.addEventListener("event", (event) => this.received((event as CustomEvent<ServerEvent>).detail));
    session.live.addEventListener("reset", () => this.refreshAll());
    session.live.addEventListener("state", () => this.pollWhileLost());
    session.watch(() => {
      if (session.standing === "signed-out") this.boxes.clear();
    });
  }

  of(identity: Identity): Mailbox {
    let box = this.boxes.get(identity.id);
    if (!box) {
      box = new Mailbox(identity);
      // What is still on the page when the session ends is drawn once more; nothing of that may wait for the next session.
      if (session.standing !== "signed-in") return box;
      this.boxes.set(identity.id, box);
      void box.conversations.load();
    }
    return box;
  }

  refreshAll(): void {
    for (const box of this.boxes.values()) box.refresh();
  }

  private received(event: ServerEvent): void {
    if (event.name === "session.ended") {
      const { session: id, reason } = (event.data ?? {}) as { session?: unknown; reason?: unknown };
      session.heardOfAnEnd(id, reason);
      return;
    }
    if (!event.name.startsWith("message.")) return;
    const { message: id } = (event.data ?? {}) as { message?: unknown };
    if (event.name === "message.conversation") for (const box of this.boxes.values()) box.refreshSoon();
    if (typeof id !== "string") return;
    if (event.name === "message.deleted") {
      for (const box of this.boxes.values()) box.gone(id);
      return;
    }
    if (this.changedIds.size === 0) window.setTimeout(() => void this.fetchChanged(), 60);
    this.changedIds.add(id);
  }

  private async fetchChanged(): Promise<void> {
    const ids = [...this.changedIds];
    this.changedIds.clear();
    if (ids.length > manyMessages) {
      this.refreshAll();
      return;
    }
    const answers = await Promise.allSettled(ids.map((id) => api.message(id)));
    for (const answer of answers) {
      if (answer.status === "fulfilled") this.apply(answer.value);
    }
    if (answers.some((answer) => answer.status === "rejected")) this.refreshAll();
  }

  private apply(message: Message): void {
    const own = message.direction === "in" ? message.to : message.from;
    for (const box of this.boxes.values()) {
      if (box.identity.address === own) box.apply(message);
    }
  }

  private pollWhileLost(): void {
    window.clearInterval(this.poll);
    if (session.live.state !== "lost") return;
    this.poll = window.setInterval(() => {
      if (session.standing !== "signed-in") return;
      this.lastPolled = Date.now();
      this.refreshAll();
    }, pollEvery);
  }
}

export const mailboxes = new Mailboxes();
