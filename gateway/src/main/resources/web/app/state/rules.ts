import type { AccountRules, MessageRules } from "../api/types";
import { api } from "../api/client";
import type { Bound } from "../ui/bound";

/** Asked once; asked again only after it failed, so that nobody waits for it or is stopped by it. */
class Asked<T> {
  known: T | null = null;
  private asking: Promise<void> | null = null;

  constructor(private readonly ask: () => Promise<T>) {}

  load(): Promise<void> {
    if (this.known) return Promise.resolve();
    this.asking ??= this.ask()
      .then((rules) => {
        this.known = rules;
      })
      .catch(() => undefined)
      .finally(() => {
        this.asking = null;
      });
    return this.asking;
  }
}

/** What names and passwords of accounts have to be, as this node's operator has set it. */
export const accountRules = new Asked<AccountRules>(() => api.accountRules());

/** How large names and messages may be. */
export const messageRules = new Asked<MessageRules>(() => api.messageRules());

export function passwordBound(): Bound | undefined {
  const length = accountRules.known?.password;
  return length && { least: length.min, most: length.max, tooShort: "password-too-short", tooLong: "length" };
}

export function usernameBound(): Bound | undefined {
  const length = accountRules.known?.username;
  return length && { least: length.min, most: length.max, tooLong: "username" };
}

/** Of the names that others hear: they go into announces, which count bytes. */
export function displayNameBound(): Bound | undefined {
  const most = messageRules.known?.displayNameBytes;
  return most === undefined ? undefined : { most, bytes: true, tooLong: "display-name" };
}
