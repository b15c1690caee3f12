import type { PropertyValues } from "lit";
import { state } from "lit/decorators.js";
import { Entrance } from "./entrance";

/** An entrance that is opened by a link with a code behind the #, which browsers keep to themselves. */
export abstract class CodeEntrance extends Entrance {
  @state() protected code = "";

  /** Also a link that is pasted while this page is open: the browser moves to its code without loading anything. */
  private readonly take = (): void => {
    if (!location.hash) return;
    this.code = plain(location.hash.slice(1));
    this.problem = null;
    // Out of the address bar and the history, where the next person at this machine would find it.
    history.replaceState(null, "", location.pathname);
  };

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener("hashchange", this.take);
    this.take();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener("hashchange", this.take);
  }

  protected override updated(changed: PropertyValues): void {
    if (!changed.has("code") || !this.code) return;
    const field = this.renderRoot.querySelector<HTMLInputElement>("#code");
    // What was typed or came before stays in the field whatever its attribute says.
    if (field) field.value = this.code;
  }

  protected codeField(label: string) {
    return { name: "code", label, autocomplete: "off" as const, ...(this.code ? { value: this.code } : {}) };
  }

  /** The code of what stands in the field: a person may put the whole link into it. */
  protected codeOf(text: string): string {
    const typed = text.trim();
    const hash = typed.indexOf("#");
    return hash < 0 ? typed : plain(typed.slice(hash + 1));
  }
}

/** What stands behind the # of a link; as it is where its escapes are none. */
function plain(hash: string): string {
  try {
    return decodeURIComponent(hash);
  } catch {
    return hash;
  }
}
