import { html, type TemplateResult } from "lit";
import { customElement, query, state } from "lit/decorators.js";
import { api } from "../api/client";
import { asProblem, Problem } from "../api/problem";
import { t } from "../i18n";
import { paths, router } from "../shell/router";
import { displayNameBound, messageRules } from "../state/rules";
import { session } from "../state/session";
import { Entrance, mark } from "../ui/entrance";
import { keyOf, wrongFile, wrongIn } from "../ui/key-text";

/**
 * The first identity: a new one, or one that the person has already and whose private key they bring. The key stands in its field, goes
 * to the node in the body of one request, and is nowhere else.
 */
@customElement("weft-welcome")
export class WeftWelcome extends Entrance {
  @state() private bringing = false;
  @query("input[type=file]") private picker!: HTMLInputElement;
  private wrong = "";

  override connectedCallback(): void {
    super.connectedCallback();
    void messageRules.load().then(() => this.requestUpdate());
  }

  override render() {
    const choices = ["yes", "no"] as const;
    return html`${mark}
      <h1>${t("welcome.title", { name: session.session?.username ?? "" })}</h1>
      <p class="intro">${t(this.bringing ? "bring.intro" : "welcome.intro")}</p>
      ${this.form(
        [
          ...(this.bringing
            ? [
                {
                  name: "privateKey", label: t("bring.key"), hint: t("bring.key.hint"), type: "secret" as const, autocomplete: "off" as const,
                  maxlength: 1000, beside: this.file(),
                },
              ]
            : []),
          { name: "displayName", label: t("display.name"), hint: t("display.name.hint"), autocomplete: "off" as const, maxlength: 1000, bound: displayNameBound() },
          {
            name: "listed", label: t("welcome.listed"), hint: t("welcome.listed.hint"),
            options: choices.map((value) => ({ value, label: t(`welcome.listed.${value}`) })),
          },
        ],
        t(this.bringing ? "bring" : "welcome"),
      )}
      <p class="other">
        ${t(this.bringing ? "bring.other" : "welcome.other")}
        <button class="link" type="button" @click=${this.turn}>${t(this.bringing ? "bring.other.new" : "welcome.other.bring")}</button>
      </p>`;
  }

  private file(): TemplateResult {
    return html`<button type="button" @click=${() => this.picker.click()}>${t("bring.file")}</button>
      <input type="file" hidden tabindex="-1" aria-label=${t("bring.file")} @change=${this.picked} />`;
  }

  private async turn(): Promise<void> {
    this.bringing = !this.bringing;
    this.problem = null;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLInputElement>(this.bringing ? "#privateKey" : "#displayName")?.focus();
  }

  /** The file fills the field; of the file itself nothing is kept, its name neither. */
  private async picked(): Promise<void> {
    const file = this.picker.files?.[0];
    if (!file) return;
    const text = await keyOf(file).catch(() => null);
    const wrong = text === null ? await wrongFile(file).catch(() => "bring.wrong.file" as const) : null;
    this.picker.value = "";
    const field = this.renderRoot.querySelector<HTMLInputElement>("#privateKey");
    if (!field) return;
    field.value = text ?? "";
    this.problem = wrong ? new Problem(-1, "file", t(wrong), "", field.name, null) : null;
    field.focus();
  }

  protected override async submit(values: Record<string, string>, key: string): Promise<void> {
    const { displayName = "", privateKey, listed } = values;
    try {
      const identity = await api.createIdentity(
        { displayName: displayName.trim(), listed: listed === "yes", ...(privateKey === undefined ? {} : { privateKey }) },
        key,
      );
      session.keep(identity);
      router.go(paths.address(identity.id), "replace");
    } catch (error) {
      if (asProblem(error).code === "private-key") this.wrong = t(...wrongIn(privateKey ?? ""));
      throw error;
    }
  }

  protected override words(problem: Problem): string {
    return problem.code === "private-key" ? this.wrong : super.words(problem);
  }
}
