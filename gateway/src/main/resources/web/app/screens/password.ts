import { html } from "lit";
import { customElement } from "lit/decorators.js";
import { api } from "../api/client";
import type { Problem } from "../api/problem";
import { t } from "../i18n";
import { router } from "../shell/router";
import { session } from "../state/session";
import { Entrance, mark } from "../ui/entrance";

/** Changing one's own password. */
@customElement("weft-password")
export class WeftPassword extends Entrance {
  override connectedCallback(): void {
    super.connectedCallback();
    this.askRules();
  }

  override render() {
    return html`${mark}
      <h1>${t("title.password")}</h1>
      <p class="intro">${t("password.intro")}</p>
      ${this.form(
        [
          { name: "current", label: t("password.current"), type: "password", autocomplete: "current-password", maxlength: 1000 },
          this.newPassword("new", t("password.new")),
        ],
        t("password.change"),
      )}
      <p class="other"><a href="/devices">${t("password.back")}</a></p>`;
  }

  protected override async submit(values: Record<string, string>, key: string): Promise<void> {
    await api.changePassword(values["current"] ?? "", values["new"] ?? "", key);
    session.tell("password.changed");
    router.go("/devices", "replace");
  }

  protected override words(problem: Problem): string {
    return problem.status === 403 && problem.field === "current" ? t("proof.wrong") : super.words(problem);
  }
}
