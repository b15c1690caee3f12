import { html } from "lit";
import { customElement } from "lit/decorators.js";
import { api } from "../api/client";
import type { Problem } from "../api/problem";
import { t } from "../i18n";
import { CodeEntrance } from "../ui/code-entrance";
import { mark } from "../ui/entrance";
import { enter } from "./enter";

/** A new password, with the link that an operator made for whoever has lost the old one. */
@customElement("weft-reset")
export class WeftReset extends CodeEntrance {
  override connectedCallback(): void {
    super.connectedCallback();
    this.askRules();
  }

  override render() {
    return html`${mark}
      <h1>${t("reset.title")}</h1>
      <p class="intro">${t("reset.intro")}</p>
      ${this.form(
        [
          this.codeField(t("reset.code")),
          this.newPassword("password", t("password.new")),
        ],
        t("reset"),
      )}
      <p class="other">${t("reset.other")} <a href="/signin">${t("signin")}</a></p>`;
  }

  protected override async submit(values: Record<string, string>, key: string): Promise<void> {
    const { code = "", password = "" } = values;
    const { username } = await api.resetPassword(this.codeOf(code), password, key);
    await enter(username, password, "signin.reset");
  }

  protected override words(problem: Problem): string {
    return problem.status === 404 || problem.status === 410 ? t("reset.wrong") : super.words(problem);
  }
}
