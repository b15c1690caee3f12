import { html, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { api } from "../api/client";
import type { Problem } from "../api/problem";
import { t } from "../i18n";
import { session } from "../state/session";
import { Entrance, mark } from "../ui/entrance";
import { enter } from "./enter";

/** An operator made with a token: the first one, with what the node printed when it first started; one more, with what weft admin made. */
@customElement("weft-setup")
export class WeftSetup extends Entrance {
  /** Whether a token is good here now; null as long as nobody has said. */
  @state() private possible: boolean | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    this.askRules();
    if (!session.setUpNeeded) void this.ask();
  }

  private async ask(): Promise<void> {
    try {
      this.possible = (await api.isSetUpNeeded()).possible;
    } catch {
      // Whoever has a token tries it, and is told then.
      this.possible = true;
    }
  }

  override render() {
    const first = session.setUpNeeded;
    if (!first && this.possible === null) return html`${mark}`;
    if (!first && !this.possible) return this.isDone();
    return html`${mark}
      <h1>${t(first ? "setup.title" : "setup.again.title")}</h1>
      <p class="intro">${t(first ? "setup.intro" : "setup.again.intro")}</p>
      ${this.form(
        [
          { name: "token", label: t("setup.token"), hint: t(first ? "setup.token.hint" : "setup.again.hint"), autocomplete: "off" },
          this.newUsername(),
          this.newPassword("password", t("password")),
        ],
        t(first ? "setup" : "setup.again"),
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
