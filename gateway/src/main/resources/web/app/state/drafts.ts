/**
 * Unsent text, one draft per identity and peer, kept in this browser so that it survives a reload. Signing out wipes it.
 */
const prefix = "weft.draft.";

const owner = "weft.drafts-of";

const keyOf = (identity: string, peer: string): string => `${prefix}${identity}.${peer}`;

export const drafts = {
  read: (identity: string, peer: string): string => localStorage.getItem(keyOf(identity, peer)) ?? "",

  write(identity: string, peer: string, text: string): void {
    if (text === "") {
      localStorage.removeItem(keyOf(identity, peer));
      return;
    }
    try {
      localStorage.setItem(keyOf(identity, peer), text);
    } catch {
      // The browser's storage is full or forbidden: the text is still in the composer, only a reload would lose it.
    }
  },

  /** What was begun for one address is meant for another; what stands there already is kept. */
  move(identity: string, from: string, to: string): void {
    if (drafts.read(identity, to) !== "") return;
    drafts.write(identity, to, drafts.read(identity, from));
    drafts.write(identity, from, "");
  },

  /** Drafts of somebody who used this browser before are not for the next. */
  belongTo(account: string): void {
    if (localStorage.getItem(owner) !== account) drafts.wipe();
    localStorage.setItem(owner, account);
  },

  wipe(): void {
    localStorage.removeItem(owner);
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith(prefix)) localStorage.removeItem(key);
    }
  },
};
