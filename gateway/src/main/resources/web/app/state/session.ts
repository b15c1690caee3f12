import { api } from "../api/client";
import { onSignedOut } from "../api/http";
import { asProblem, type Problem } from "../api/problem";
import type { Identity, NodeInfo, Notice, Session } from "../api/types";
import type { Key } from "../i18n";
import { LiveEvents } from "../live/events";
import { drafts } from "./drafts";
import { Observable } from "./observable";
import { reach } from "./reach";
import { messageRules } from "./rules";
import { signedInHere } from "./signed-in";

type Standing = "unknown" | "starting" | "unreachable" | "signed-out" | "signed-in";

/** Who is signed in, their identities, the node they are on and the live stream: what every screen shares. */
export class SessionState extends Observable {
  standing: Standing = "unknown";
  session: Session | null = null;
  identities: Identity[] = [];
  node: NodeInfo | null = null;
  /** Why the last session ended, for the sign-in page: the node's word for it, empty when it said none; null when none has ended. */
  ended: string | null = null;
  private endReason = "";
  private asking = false;
  /** The person is signing out: the event that says so is no news, and what else was asked may hear it before that is answered. */
  private leaving = false;
  /** What somebody has just done who is now at the sign-in page: made an account, got a new password. */
  arrived: { note: Key; username: string } | null = null;
  /** Something that was done, said on the page that comes next, once. */
  private said: Key | null = null;
  /** Where somebody was, or wanted to go, who has to sign in first. */
  private returnTo = "";
  setUpNeeded = false;
  /** The most one message may carry, in bytes; null until the node has said it. */
  sendLimit: number | null = null;
  problem: Problem | null = null;
  readonly live = new LiveEvents();

  private timer = 0;

  constructor() {
    super();
    onSignedOut(() => void this.askWhy());
    this.live.addEventListener("state", () => this.changed());
    reach.watch(() => reach.lost && this.live.doubt());
    window.addEventListener("online", () => this.retry());
  }

  get operator(): boolean {
    return this.session?.roles.includes("operator") ?? false;
  }

  identity(id: string): Identity | null {
    return this.identities.find((identity) => identity.id === id) ?? null;
  }

  /** The identity that is meant, or the first where none is. */
  current(id: string | null): Identity | null {
    return (id ? this.identity(id) : null) ?? this.identities[0] ?? null;
  }

  /**
   * Asks who is signed in where somebody was: a browser writes the refusal that everybody else gets to its console. Else only whether the
   * node waits for its first operator.
   */
  async start(): Promise<void> {
    if (signedInHere.noted()) return this.begin();
    clearTimeout(this.timer);
    try {
      this.setUpNeeded = (await api.isSetUpNeeded()).needed;
      this.problem = null;
      this.standing = "signed-out";
      this.changed();
    } catch (error) {
      this.notSignedIn(asProblem(error));
    }
  }

  /** Asks the node who is signed in: somebody who has just done so, or may have been signed out. */
  async begin(): Promise<void> {
    clearTimeout(this.timer);
    signedInHere.note();
    try {
      const session = await api.whoAmI();
      const identities = await api.identities();
      drafts.belongTo(session.account);
      this.session = session;
      this.identities = identities.items;
      this.standing = "signed-in";
      this.ended = null;
      this.endReason = "";
      this.arrived = null;
      this.problem = null;
      this.live.start();
      this.changed();
      void this.readNode();
      void this.readLimit();
    } catch (error) {
      this.notSignedIn(asProblem(error));
    }
  }

  private async readLimit(): Promise<void> {
    await messageRules.load();
    if (messageRules.known === null) return;
    this.sendLimit = messageRules.known.messageBytes;
    this.changed();
  }

  tell(what: Key): void {
    this.said = what;
  }

  takeTold(): Key | null {
    const told = this.said;
    this.said = null;
    return told;
  }

  comeBackTo(path: string): void {
    this.returnTo = path;
  }

  /** Where to go after signing in, once; empty when nobody said. */
  takeReturn(): string {
    const path = this.returnTo;
    this.returnTo = "";
    return path;
  }

  retry(): void {
    if (this.standing === "signed-in") this.live.retry();
    else if (this.standing !== "signed-out") void this.start();
  }

  /** Every other tab of this browser loses the cookie too; here the drafts go with it. */
  async signOut(): Promise<void> {
    this.leaving = true;
    signedInHere.noteLeaving();
    try {
      await api.signOut();
      this.forget(null);
    } catch (error) {
      const problem = asProblem(error);
      if (problem.status !== 401) {
        signedInHere.note();
        throw problem;
      }
      this.forget(null);
    } finally {
      this.leaving = false;
    }
  }

  /**
   * An answer says that nobody is signed in here. Who has not heard why was not there when it happened, and the node still knows. Where
   * somebody else has signed in at this browser meanwhile, that is who it is.
   */
  private async askWhy(): Promise<void> {
    if (this.standing !== "signed-in" || this.asking) return;
    if (this.leaving || this.endReason !== "") {
      this.forget(this.endReason);
      return;
    }
    this.asking = true;
    try {
      await api.whoAmI();
      await this.begin();
    } catch (error) {
      const problem = asProblem(error);
      if (problem.status === 401) this.notSignedIn(problem);
      else this.forget(this.endReason);
    } finally {
      this.asking = false;
    }
  }

  /** The node says that a session of this account has ended. If it is another one, the node is asked whether this one goes on. */
  heardOfAnEnd(id: unknown, reason: unknown): void {
    if (id !== this.session?.id) {
      void this.begin();
      return;
    }
    this.endReason = typeof reason === "string" ? reason : "";
    this.forget(this.leaving ? null : this.endReason);
  }

  async dismiss(notice: Notice): Promise<void> {
    await api.dismissNotice(notice.id);
    if (this.session) this.session = { ...this.session, notices: this.session.notices?.filter((one) => one.id !== notice.id) ?? [] };
    this.changed();
  }

  keep(identity: Identity): void {
    const known = this.identity(identity.id) !== null;
    this.identities = known
      ? this.identities.map((old) => (old.id === identity.id ? { ...old, ...identity } : old))
      : [...this.identities, identity];
    this.changed();
  }

  private async readNode(): Promise<void> {
    try {
      this.node = await api.node();
      this.changed();
    } catch {
      // The name of the node is only shown; the page that is about the node says why it can't be read.
    }
  }

  private notSignedIn(problem: Problem): void {
    this.problem = problem;
    if (problem.status === 401) {
      const ended = problem.body["ended"];
      if (typeof ended === "string") this.forget(ended);
      else if (this.session) this.forget(this.endReason);
      this.standing = "signed-out";
      signedInHere.forget();
      this.setUpNeeded = problem.body["setupNeeded"] === true;
    } else {
      this.standing = problem.status === 503 ? "starting" : "unreachable";
      this.timer = window.setTimeout(() => void this.start(), (problem.retryAfter ?? 3) * 1000);
    }
    this.changed();
  }

  /** @param ended why; null when the person wanted it so */
  private forget(ended: string | null): void {
    if (this.standing === "signed-out") return;
    this.live.stop();
    const why = this.leaving ? null : told(ended);
    if (why === null || wiping.has(why)) drafts.wipe();
    signedInHere.forget();
    this.session = null;
    this.identities = [];
    this.node = null;
    this.ended = why;
    this.returnTo = "";
    this.standing = "signed-out";
    this.changed();
  }
}

/** What ends with a person's own wish, in whichever tab, or with their account: nothing of theirs stays in this browser. */
const wiping = new Set(["signed-out-here", "account-deleted"]);

/** The node's word tells a tab in which somebody signs out from another device no better than it tells two devices apart. */
function told(ended: string | null): string | null {
  const open = ended === "" || ended === "signed-out";
  return open && (signedInHere.leaving() || !drafts.owned) ? "signed-out-here" : ended;
}

export const session = new SessionState();
