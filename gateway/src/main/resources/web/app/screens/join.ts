import { html } from "lit";
import { customElement } from "lit/decorators.js";
import { api } from "../api/client";
import type { Problem } from "../api/problem";
import { t } from "../i18n";
import { CodeEntrance } from "../ui/code-entrance";
import { mark } from "../ui/entrance";
import { enter } from "./enter";

/** Joining by invitation. */
@customElement("weft-join")
export class WeftJoin extends CodeEntrance {
  override render() {
    return html`${mark}
      <h1>${t("join.title")}</h1>
      <p class="intro">${t("join.intro")}</p>
      ${this.form(
        [
          this.codeField(t("join.code")),
          { name: "username", label: t("username"), hint: t("username.hint"), autocomplete: "username" },
          { name: "password", label: t("password"), hint: t("password.hint"), type: "password", autocomplete: "new-password", maxlength: 1000 },
        ],
        t("join"),
      )}
      <p class="other">${t("join.other")} <a href="/signin">${t("signin")}</a></p>`;
  }

  protected override async submit(values: Record<string, string>, key: string): Promise<void> {
    const { code = "", username = "", password = "" } = values;
    await api.acceptInvite(this.codeOf(code), username, password, key);
    await enter(username, password);
  }

  protected override words(problem: Problem): string {
    return problem.status === 404 || problem.status === 410 ? t("join.wrong") : super.words(problem);
  }
}
