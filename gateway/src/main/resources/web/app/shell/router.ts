import { Observable } from "../state/observable";

/** Every view has a URL; the code of an invite or of a reset stands behind the # and is never sent to a server as part of one. */
export type View =
  | { name: "home" }
  | { name: "setup" }
  | { name: "signin" }
  | { name: "join" }
  | { name: "reset" }
  | { name: "password" }
  | { name: "welcome" }
  | { name: "devices" }
  | { name: "members" }
  | { name: "invites" }
  | { name: "node" }
  | { name: "messages"; identity: string; peer: string | null; message: string | null }
  | { name: "new"; identity: string }
  | { name: "address"; identity: string }
  | { name: "settings"; identity: string }
  | { name: "lost" };

const plain = ["setup", "signin", "join", "reset", "welcome", "password", "devices", "members", "invites", "node"] as const;

function viewOf(path: string): View {
  const [first = "", id, second, peer, third, message] = path.split("/").filter((part) => part !== "").map(decoded);
  if (first === "") return { name: "home" };
  const found = plain.find((name) => name === first);
  if (found && id === undefined) return { name: found };
  if (first !== "i" || id === undefined) return { name: "lost" };
  if (second === undefined) return { name: "messages", identity: id, peer: null, message: null };
  if (second === "c" && peer) {
    return { name: "messages", identity: id, peer, message: third === "m" && message ? message : null };
  }
  if (second === "new" || second === "address" || second === "settings") return { name: second, identity: id };
  return { name: "lost" };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export const paths = {
  messages: (identity: string) => `/i/${identity}`,
  thread: (identity: string, peer: string) => `/i/${identity}/c/${peer}`,
  message: (identity: string, peer: string, message: string) => `/i/${identity}/c/${peer}/m/${message}`,
  compose: (identity: string) => `/i/${identity}/new`,
  address: (identity: string) => `/i/${identity}/address`,
  settings: (identity: string) => `/i/${identity}/settings`,
};

/** Each entry of the history has its place, so that a step back can be taken back. */
interface Entry {
  at: number;
}

const placeOf = (state: unknown): number => (state as Entry | null)?.at ?? 0;

class Router extends Observable {
  view: View = viewOf(location.pathname);
  /** Whether the person is asked if what they changed may be dropped. */
  asking = false;

  private at = placeOf(history.state);
  private dirty: (() => boolean) | null = null;
  private wanted: (() => void) | null = null;
  private returning = false;

  constructor() {
    super();
    window.addEventListener("popstate", (event) => this.popped(placeOf(event.state)));
    window.addEventListener("beforeunload", (event) => {
      if (this.dirty?.()) event.preventDefault();
    });
    document.addEventListener("click", (event) => this.clicked(event));
  }

  /** Until released: whoever wants to leave while something is `dirty` is asked first. */
  guard(dirty: () => boolean): () => void {
    this.dirty = dirty;
    return () => {
      if (this.dirty !== dirty) return;
      this.dirty = null;
      if (this.asking) this.answer(false);
    };
  }

  /** Does it, at once or after the person has agreed to drop what they changed. */
  leave(then: () => void): void {
    if (!this.dirty?.()) {
      then();
      return;
    }
    this.wanted = then;
    this.asking = true;
    this.changed();
  }

  /** The person's answer. */
  answer(drop: boolean): void {
    const { wanted } = this;
    this.asking = false;
    this.wanted = null;
    if (drop) this.dirty = null;
    this.changed();
    if (drop) wanted?.();
  }

  /** To another view. `replace` is the interface's own wish, about which nobody is asked. */
  go(path: string, how: "push" | "replace" = "push"): void {
    if (path === location.pathname + location.hash) return;
    if (how === "push") {
      this.leave(() => {
        this.at += 1;
        history.pushState({ at: this.at } satisfies Entry, "", path);
        this.moved();
      });
      return;
    }
    history.replaceState({ at: this.at } satisfies Entry, "", path);
    this.moved();
  }

  /** The browser has gone back or on already: it is sent where it was until the person has agreed. */
  private popped(to: number): void {
    const steps = to - this.at;
    if (this.returning || steps === 0 || !this.dirty?.()) {
      this.returning = false;
      this.at = to;
      this.moved();
      return;
    }
    this.returning = true;
    history.go(-steps);
    this.leave(() => history.go(steps));
  }

  private moved(): void {
    this.view = viewOf(location.pathname);
    this.changed();
  }

  /** Links inside the interface change the view without a reload; everything else is the browser's. */
  private clicked(event: MouseEvent): void {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = event.composedPath().find((part) => part instanceof HTMLAnchorElement);
    if (!(link instanceof HTMLAnchorElement) || link.target || link.hasAttribute("download")) return;
    if (link.origin !== location.origin || link.pathname.startsWith("/api/")) return;
    event.preventDefault();
    this.go(link.pathname + link.hash);
  }
}

export const router = new Router();
