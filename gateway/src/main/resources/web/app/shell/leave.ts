import { html, LitElement } from "lit";
import { customElement, query } from "lit/decorators.js";
import { t } from "../i18n";
import type { WeftDialog } from "../ui/dialog";
import { base, controls } from "../ui/styles";
import "../ui/dialog";

/** Asks whether changes may be dropped; `leave` says yes, `closed` that the person stays. */
@customElement("weft-leave")
export class WeftLeave extends LitElement {
  static override styles = [base, controls];

  @query("weft-dialog") private dialog!: WeftDialog;

  override render() {
    return html`<weft-dialog heading=${t("leaving.title")} @closed=${() => this.dispatchEvent(new CustomEvent("closed"))}>
      <div class="stack">
        <p>${t("leaving.text")}</p>
        <div class="row">
          <button class="primary" type="button" @click=${() => this.dialog.close()}>${t("leaving.stay")}</button>
          <button class="danger" type="button" @click=${() => this.dispatchEvent(new CustomEvent("leave"))}>${t("leaving.drop")}</button>
        </div>
      </div>
    </weft-dialog>`;
  }
}
