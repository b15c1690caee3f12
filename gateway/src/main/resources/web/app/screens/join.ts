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
  /** Whether the node has said that the invitation is none any more. */
  private get spent(): boolean {
    return this.problem?.status === 404 || this.problem?.status === 410;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.askRules();
  }

  override render() {
    return html`${mark}
      <h1>${t(this.spent ? "join.spent" : "join.title")}</h1>
      <p class="intro">${t(this.spent ? "join.spent.text" : "join.intro")}</p>
      ${this.form(
        [
          this.codeField(t("join.code")),
          this.newUsername(),
          this.newPassword("password", t("password")),
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
