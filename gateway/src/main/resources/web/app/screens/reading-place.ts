import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { Thread } from "../state/thread";

/** Closer to the end than this and new messages scroll into sight by themselves. */
const atEnd = 80;

/** Closer to the beginning than this, older messages are fetched. */
const nearBeginning = 160;

/** A browser keeps what is in sight where it is when something comes above it, but not at the very beginning. */
const unanchored = 240;

/** Left above the line over the first unread message, so that one sees what was said before. */
const lineAbove = 48;

/**
 * Where in a thread a person reads: at its end, where new messages come into sight by themselves; at the first unread
 * message, until they scroll; or somewhere else, where nothing may move what they are reading.
 */
export class ReadingPlace implements ReactiveController {
  /** New messages below what is in sight. */
  below = 0;
  /** Whether the end is out of sight. */
  away = false;
  /** Whether the thread has been put where it opens. */
  placed = false;

  private stick = true;
  private atUnread = false;
  /** Pictures arrive and change heights: who was at the end, or at the first unread message, stays there. */
  private readonly resized = new ResizeObserver(() => this.keep());
  private height = 0;
  /** Where the thread was scrolled to when it was put at its end. */
  private end = -1;

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly scroller: () => HTMLElement | undefined,
    private readonly thread: () => Thread,
  ) {
    host.addController(this);
  }

  hostDisconnected(): void {
    this.resized.disconnect();
  }

  hostUpdate(): void {
    this.height = this.scroller()?.scrollHeight ?? 0;
  }

  hostUpdated(): void {
    const scroller = this.scroller();
    if (!scroller) return;
    if (scroller.firstElementChild) this.resized.observe(scroller.firstElementChild);
    if (!this.placed) {
      this.placed = true;
      this.atUnread = this.thread().firstUnread !== null;
      if (this.atUnread) this.stick = false;
    } else if (!this.stick && scroller.scrollTop < unanchored) scroller.scrollTop += Math.max(0, scroller.scrollHeight - this.height);
    this.keep();
  }

  /** Another thread is shown. */
  begin(): void {
    this.toEnd();
    this.placed = false;
  }

  /** From now on at the end. */
  toEnd(): void {
    this.stick = true;
    this.atUnread = false;
    this.below = 0;
    this.away = false;
    this.host.requestUpdate();
  }

  /** A message of the peer has come. */
  came(): void {
    if (this.stick) this.atUnread = false;
    else this.below += 1;
  }

  /** The person scrolls: from now on they say where they are. */
  readonly moved = (): void => {
    this.atUnread = false;
  };

  /** The thread was scrolled, by the person or by this. */
  scrolled(): void {
    const scroller = this.scroller();
    if (!scroller) return;
    // It was put there by itself, and what is below has grown since: that is no wish to stay behind.
    if (!this.stick || scroller.scrollTop !== this.end) this.look(scroller);
    if (scroller.scrollTop < nearBeginning) void this.thread().messages.loadMore();
  }

  /** Whether the end is in sight. */
  private look(scroller: HTMLElement): void {
    const { below, away } = this;
    this.stick = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < atEnd;
    this.away = !this.stick;
    if (this.stick) this.below = 0;
    if (this.below !== below || this.away !== away) this.host.requestUpdate();
  }

  /** Keeps in sight what shall be. */
  private keep(): void {
    const scroller = this.scroller();
    if (!scroller) return;
    const line = this.atUnread ? scroller.querySelector<HTMLElement>(".unread") : null;
    if (line) {
      scroller.scrollTop += line.getBoundingClientRect().top - scroller.getBoundingClientRect().top - lineAbove;
      // What fits needs no scrolling, so nothing else would tell.
      this.look(scroller);
    } else if (this.stick) {
      scroller.scrollTop = scroller.scrollHeight;
      this.end = scroller.scrollTop;
    }
  }
}
