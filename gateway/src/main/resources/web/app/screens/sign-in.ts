import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { api } from "../api/client";
import type { Problem } from "../api/problem";
import { t, tOr } from "../i18n";
import { drafts } from "../state/drafts";
import { Watching } from "../state/observable";
import { session } from "../state/session";
import { Entrance, mark } from "../ui/entrance";

/** Signing in; a member with a second factor is asked for the code when the node wants it. */
@customElement("weft-sign-in")
export class WeftSignIn extends Entrance {
  @state() private code = false;

  constructor() {
    super();
    new Watching(this, drafts);
  }

  override render() {
    return html`${mark}
      <h1>${t("signin.title")}</h1>
      <p class="intro">${t("signin.intro")}</p>
      ${this.note()}
      ${this.form(
        [
          { name: "username", label: t("username"), autocomplete: "username", ...(session.arrived?.username ? { value: session.arrived.username } : {}) },
          { name: "password", label: t("password"), type: "password", autocomplete: "current-password", maxlength: 1000 },
          ...(this.code
            ? [{ name: "code", label: t("signin.code"), autocomplete: "one-time-code" as const, maxlength: 40 }]
            : []),
        ],
        t("signin"),
      )}
      ${session.setUpNeeded
        ? html`<p class="other">${t("signin.other")} <a href="/setup">${t("signin.setup")}</a></p>`
        : html`<p class="other">${t("signin.invited")} <a href="/join">${t("signin.join")}</a></p>`}`;
  }

  private note() {
    if (session.arrived) return html`<p class="note" role="status">${t(session.arrived.note)}</p>`;
    if (session.ended === null) return nothing;
    const why = tOr(`signin.ended.${session.ended}`, t("signin.ended"));
    return html`<p class="note" role="status">${why} ${drafts.any ? t("signin.ended.drafts") : ""}</p>`;
  }

  protected override async submit(values: Record<string, string>): Promise<void> {
    await api.signIn(values["username"] ?? "", values["password"] ?? "", values["code"]);
    await session.begin();
  }

  protected override words(problem: Problem): string {
    if (problem.status === 401 && problem.field === "code") {
      this.code = true;
      return t("signin.code.needed");
    }
    return problem.status === 401 ? t("signin.wrong") : super.words(problem);
  }
}
