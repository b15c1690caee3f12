import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { Thread } from "../state/thread";

/** Closer to the end than this and new messages scroll into sight by themselves. */
const atEnd = 80;

/** Closer to the beginning than this, older messages are fetched. */
const nearBeginning = 160;

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
  /**
   * The message by which the place is held once a person has scrolled, and how far below the beginning it stood. Browsers do the same of
   * their own, but not at the very beginning, not while a margin changes, and some not at all; meanwhile they are told not to.
   */
  private anchor: Element | null = null;
  private stood = 0;
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

  hostUpdated(): void {
    const scroller = this.scroller();
    if (!scroller) return;
    if (scroller.firstElementChild) this.resized.observe(scroller.firstElementChild);
    if (!this.placed) {
      this.placed = true;
      this.atUnread = this.thread().firstUnread !== null;
      if (this.atUnread) this.stick = false;
    }
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
    this.anchor = null;
    this.scroller()?.removeAttribute("held");
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
    this.hold(scroller, true);
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
    this.hold(scroller, false);
  }

  /** Puts what is in sight back by as much as it was moved, and after scrolling holds the place by what is in sight then. */
  private hold(scroller: HTMLElement, scrolled: boolean): void {
    const free = !this.stick && !(this.atUnread && scroller.querySelector(".unread"));
    scroller.toggleAttribute("held", free);
    if (!free) {
      this.anchor = null;
      return;
    }
    const { top, bottom } = scroller.getBoundingClientRect();
    if (this.anchor?.isConnected) {
      const before = scroller.scrollTop;
      scroller.scrollTop = before + standsAt(this.anchor, scroller) - this.stood;
      // A browser rounds, and at its ends it can't: what is left is due with the next time, unless the person has scrolled since.
      this.stood += scroller.scrollTop - before;
      const left = standsAt(this.anchor, scroller) - this.stood;
      if (scrolled && Math.abs(left) > 1) this.stood += left;
      const { top: begin, bottom: end } = this.anchor.getBoundingClientRect();
      if (begin < bottom && end > top) return;
    }
    this.anchor = [...scroller.querySelectorAll("weft-bubble")].find((bubble) => bubble.getBoundingClientRect().bottom > top) ?? null;
    if (this.anchor) this.stood = standsAt(this.anchor, scroller);
  }
}

/** How far below the beginning of what is scrolled. */
const standsAt = (element: Element, scroller: HTMLElement): number =>
  element.getBoundingClientRect().top - scroller.getBoundingClientRect().top + scroller.scrollTop;
