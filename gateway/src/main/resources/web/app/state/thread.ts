import { api } from "../api/client";
import { asProblem, type Problem } from "../api/problem";
import type { Draft, Message, Method } from "../api/types";
import { Observable } from "./observable";
import { Paged } from "./paged";
import { session } from "./session";

/** A message that is answered: its hash, and the words that are quoted of it. */
export interface Answered {
  hash: string;
  quote: string;
}

/** A message on its way to the node: shown at once, and kept with its reason when the node doesn't take it. */
export interface Outgoing {
  key: string;
  content: string;
  files: File[];
  method: Method;
  answers: Answered | null;
  at: string;
  progress: number;
  problem: Problem | null;
  abort: AbortController;
}

const pageSize = 50;

/** While the first unread message is looked for: larger pages, and this many messages at most. */
const openingPage = 200;
const openingMost = 1_000;

const quotedAtMost = 200;

/** The beginning of a text, as it is quoted: whole characters, also of emoji. */
export const quotedOf = (text: string): string => [...text].slice(0, quotedAtMost).join("");

/** The words of a message that are quoted of it. */
export const beginning = (message: Message | undefined): string => quotedOf(message?.content || message?.title || "");

/** One conversation of one identity. Messages are newest first; what is not accepted yet stands apart. */
export class Thread extends Observable {
  readonly messages: Paged<Message>;
  outgoing: Outgoing[] = [];
  /** Where the person has not read on, as it was when the thread was opened; null when all was read. */
  firstUnread: string | null = null;
  /** Whether it is known where to begin reading, and that message is fetched. */
  opened = false;

  private pageSize = pageSize;
  private opening = 0;
  private held: Message[] = [];

  constructor(
    readonly identity: string,
    readonly own: string,
    readonly peer: string,
  ) {
    super();
    this.messages = new Paged(
      (cursor) => api.thread(identity, peer, cursor, this.pageSize),
      (message) => message.id,
    );
    this.messages.watch(() => this.changed());
  }

  /** The thread comes on screen: fetches as far back as the first message that was not read. */
  async open(firstUnread: Promise<string | null>): Promise<void> {
    const opening = ++this.opening;
    this.opened = false;
    const [first] = await Promise.all([firstUnread, this.messages.state === "ready" ? null : this.messages.load()]);
    if (opening !== this.opening) return;
    this.pageSize = openingPage;
    await this.messages.loadUntil(() => first === null || this.has(first), openingMost);
    this.pageSize = pageSize;
    if (opening !== this.opening) return;
    this.firstUnread = first;
    this.opened = true;
    this.changed();
  }

  gone(id: string): void {
    if (this.firstUnread === id) this.firstUnread = null;
    this.messages.remove(id);
  }

  /** The beginning of the message with this hash, where it is at hand. */
  quoted(hash: string | undefined): string {
    return hash ? beginning(this.messages.items.find((message) => message.hash === hash)) : "";
  }

  has(id: string): boolean {
    return this.messages.items.some((message) => message.id === id);
  }

  /** The node's newest word on a message of this thread. */
  apply(message: Message): void {
    if (this.messages.state !== "ready") return;
    if (this.messages.items.some((known) => known.id === message.id)) {
      this.messages.replace(message.id, () => message);
    } else if (message.direction === "out" && this.outgoing.some((one) => one.problem === null)) {
      this.held.push(message);
    } else {
      this.messages.add(message);
    }
  }

  /** True once the node has it on disk; false when it was refused and stands here with its reason. */
  async send(content: string, files: File[], method: Method, answers: Answered | null): Promise<boolean> {
    const outgoing: Outgoing = {
      key: crypto.randomUUID(),
      content,
      files,
      method,
      answers,
      at: new Date().toISOString(),
      progress: 0,
      problem: null,
      abort: new AbortController(),
    };
    this.outgoing = [...this.outgoing, outgoing];
    this.changed();
    return this.post(outgoing);
  }

  /** The same request again, with the same key: if the node had taken it after all, nothing is sent twice. */
  async retry(outgoing: Outgoing): Promise<boolean> {
    outgoing.problem = null;
    outgoing.progress = 0;
    this.changed();
    return this.post(outgoing);
  }

  discard(outgoing: Outgoing): void {
    outgoing.abort.abort();
    this.drop(outgoing);
  }

  private async post(outgoing: Outgoing): Promise<boolean> {
    try {
      const attachments = await Promise.all(outgoing.files.map(encoded));
      const { content, method, answers } = outgoing;
      const draft = { to: this.peer, content, method, ...(attachments.length > 0 ? { attachments } : {}), ...(answers ? answering(answers) : {}) };
      const accepted = await api.send(
        this.identity,
        draft,
        outgoing.key,
        (part) => {
          outgoing.progress = part;
          this.changed();
        },
        outgoing.abort.signal,
      );
      this.drop(outgoing);
      this.accepted({
        ...accepted,
        direction: "out",
        from: this.own,
        to: this.peer,
        content,
        method,
        attachments: outgoing.files.map((file, n) => ({ n, name: file.name, size: file.size })),
        ...(answers ? { replyTo: answers.hash, replyQuote: answers.quote } : {}),
        sentAt: outgoing.at,
      });
      return true;
    } catch (error) {
      if (this.outgoing.includes(outgoing)) {
        outgoing.problem = asProblem(error);
        const { limit } = outgoing.problem.body;
        if (outgoing.problem.status === 413 && typeof limit === "number") session.sendLimit = limit;
        this.changed();
      }
      return false;
    }
  }

  private accepted(message: Message): void {
    const newest = this.held.find((held) => held.id === message.id) ?? message;
    const others = this.held.filter((held) => held.id !== message.id);
    this.held = [];
    if (!this.messages.items.some((known) => known.id === message.id)) this.messages.add(newest);
    for (const other of others) this.apply(other);
  }

  private drop(outgoing: Outgoing): void {
    this.outgoing = this.outgoing.filter((one) => one !== outgoing);
    this.changed();
  }
}

/** Field 0x31 holds the quote, in UTF-8. */
function answering({ hash, quote }: Answered): Pick<Draft, "replyTo" | "fields"> {
  const utf8 = String.fromCharCode(...new TextEncoder().encode(quote));
  return { replyTo: hash, ...(quote ? { fields: { "49": { $bytes: btoa(utf8) } } } : {}) };
}

async function encoded(file: File): Promise<{ name: string; data: string }> {
  const data = await new Promise<string>((resolve, reject) => {
    const reader = new FileReader();
    reader.onerror = () => reject(reader.error ?? new Error(`${file.name} can't be read`));
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/, ""));
    reader.readAsDataURL(file);
  });
  return { name: file.name, data };
}
