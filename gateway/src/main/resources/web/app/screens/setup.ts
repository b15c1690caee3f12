import { html, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { api } from "../api/client";
import type { Problem } from "../api/problem";
import { t } from "../i18n";
import { session } from "../state/session";
import { Entrance, mark } from "../ui/entrance";
import { enter } from "./enter";

/** The first operator of a new node, made with the token that the node printed when it first started. */
@customElement("weft-setup")
export class WeftSetup extends Entrance {
  override connectedCallback(): void {
    super.connectedCallback();
    this.askRules();
  }

  override render() {
    if (!session.setUpNeeded) return this.isDone();
    return html`${mark}
      <h1>${t("setup.title")}</h1>
      <p class="intro">${t("setup.intro")}</p>
      ${this.form(
        [
          { name: "token", label: t("setup.token"), hint: t("setup.token.hint"), autocomplete: "off" },
          this.newUsername(),
          this.newPassword("password", t("password")),
        ],
        t("setup"),
      )}
      <p class="other">${t("setup.other")} <a href="/signin">${t("signin")}</a></p>`;
  }

  private isDone(): TemplateResult {
    return html`${mark}
      <h1>${t("setup.done.title")}</h1>
      <p class="intro">${t("setup.gone")}</p>
      <a class="button primary" href="/signin">${t("signin")}</a>`;
  }

  protected override async submit(values: Record<string, string>, key: string): Promise<void> {
    const { token = "", username = "", password = "" } = values;
    await api.setUp(token.trim(), username, password, key);
    await enter(username, password);
  }

  protected override words(problem: Problem): string {
    if (problem.status === 404 || problem.status === 410) return t("setup.gone");
    return problem.status === 401 || problem.status === 403 ? t("setup.wrong") : super.words(problem);
  }
}
