import { Observable } from "./observable";

/**
 * Unsent text, one draft per identity and peer, kept in this browser so that it survives a reload. Signing out wipes it. Watchers hear
 * of what any tab of this browser writes or drops.
 */
const prefix = "weft.draft.";

const owner = "weft.drafts-of";

const keyOf = (identity: string, peer: string): string => `${prefix}${identity}.${peer}`;

class Drafts extends Observable {
  constructor() {
    super();
    window.addEventListener("storage", ({ key }) => {
      if (key === null || key.startsWith(prefix)) this.changed();
    });
  }

  /** Whether what this account began to write may still be here: a tab in which somebody signs out leaves it to nobody. */
  get owned(): boolean {
    return localStorage.getItem(owner) !== null;
  }

  /** Whether anything is here that was begun and not sent. */
  get any(): boolean {
    return Object.keys(localStorage).some((key) => key.startsWith(prefix));
  }

  read(identity: string, peer: string): string {
    return localStorage.getItem(keyOf(identity, peer)) ?? "";
  }

  /** Whom the identity has begun to write to. */
  peers(identity: string): string[] {
    const begin = keyOf(identity, "");
    return Object.keys(localStorage)
      .filter((key) => key.startsWith(begin))
      .map((key) => key.slice(begin.length))
      .sort();
  }

  write(identity: string, peer: string, text: string): void {
    try {
      if (text === "") localStorage.removeItem(keyOf(identity, peer));
      else localStorage.setItem(keyOf(identity, peer), text);
    } catch {
      // The browser's storage is full or forbidden: the text is still in the composer, only a reload would lose it.
    }
    this.changed();
  }

  /** What was begun for one address is meant for another; what stands there already is kept. */
  move(identity: string, from: string, to: string): void {
    if (this.read(identity, to) !== "") return;
    this.write(identity, to, this.read(identity, from));
    this.write(identity, from, "");
  }

  /** Drafts of somebody who used this browser before are not for the next. */
  belongTo(account: string): void {
    if (localStorage.getItem(owner) !== account) this.wipe();
    localStorage.setItem(owner, account);
  }

  wipe(): void {
    localStorage.removeItem(owner);
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith(prefix)) localStorage.removeItem(key);
    }
    this.changed();
  }
}

export const drafts = new Drafts();
