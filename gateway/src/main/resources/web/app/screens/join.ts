import { html } from "lit";
import { customElement } from "lit/decorators.js";
import { api } from "../api/client";
import type { Problem } from "../api/problem";
import { t } from "../i18n";
import { session } from "../state/session";
import { Entrance, mark } from "../ui/entrance";

/** Joining by invitation. The code comes behind the # of the link, which browsers keep to themselves. */
@customElement("weft-join")
export class WeftJoin extends Entrance {
  private readonly code = decodeURIComponent(location.hash.slice(1));

  override connectedCallback(): void {
    super.connectedCallback();
    // Out of the address bar and the history, where the next person at this machine would find it.
    if (location.hash) history.replaceState(null, "", "/join");
  }

  override render() {
    return html`${mark}
      <h1>${t("join.title")}</h1>
      <p class="intro">${t("join.intro")}</p>
      ${this.form(
        [
          { name: "code", label: t("join.code"), autocomplete: "off", ...(this.code ? { value: this.code } : {}) },
          { name: "username", label: t("username"), hint: t("username.hint"), autocomplete: "username" },
          { name: "password", label: t("password"), hint: t("password.hint"), type: "password", autocomplete: "new-password", maxlength: 1000 },
        ],
        t("join"),
      )}
      <p class="other">${t("join.other")} <a href="/signin">${t("signin")}</a></p>`;
  }

  protected override async submit(values: Record<string, string>): Promise<void> {
    const { code = "", username = "", password = "" } = values;
    await api.acceptInvite(code.trim(), username, password);
    await api.signIn(username, password);
    await session.begin();
  }

  protected override words(problem: Problem): string {
    return problem.status === 404 || problem.status === 410 ? t("join.wrong") : super.words(problem);
  }
}
