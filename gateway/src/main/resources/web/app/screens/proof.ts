import { css, html } from "lit";
import { customElement, query } from "lit/decorators.js";
import { api } from "../api/client";
import type { Problem } from "../api/problem";
import { t } from "../i18n";
import { proof } from "../state/proof";
import type { WeftDialog } from "../ui/dialog";
import { Entrance } from "../ui/entrance";
import "../ui/dialog";

/** Asks for the password again, over the page that wanted something which takes it. */
@customElement("weft-proof")
export class WeftProof extends Entrance {
  static override styles = [
    ...Entrance.styles,
    css`
      :host { display: contents; }
      .intro { margin-block-start: 0; }
    `,
  ];

  @query("weft-dialog") private dialog!: WeftDialog;

  override render() {
    return html`<weft-dialog heading=${t("proof.title")} @closed=${() => proof.answer(false)}>
      <p class="intro">${t("proof.intro")}</p>
      ${this.form(
        [{ name: "password", label: t("password"), type: "password", autocomplete: "current-password", maxlength: 1000 }],
        t("proof.give"),
      )}
    </weft-dialog>`;
  }

  /** Whoever waits gets an answer also when the page goes on without one, as at the end of the session. */
  override disconnectedCallback(): void {
    super.disconnectedCallback();
    proof.answer(false);
  }

  /** The field is ready for the password once the dialog is open. */
  protected override firstUpdated(): void {
    void this.dialog.updateComplete.then(() => super.firstUpdated());
  }

  protected override async submit(values: Record<string, string>): Promise<void> {
    await api.prove(values["password"] ?? "");
    proof.answer(true);
  }

  protected override words(problem: Problem): string {
    return problem.status === 403 && problem.field === "password" ? t("proof.wrong") : super.words(problem);
  }
}
