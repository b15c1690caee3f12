import { html } from "lit";
import { customElement } from "lit/decorators.js";
import { api } from "../api/client";
import { t } from "../i18n";
import { paths, router } from "../shell/router";
import { displayNameBound, messageRules } from "../state/rules";
import { session } from "../state/session";
import { Entrance, mark } from "../ui/entrance";

/** The first identity: the name others see, and with it an address on the mesh. */
@customElement("weft-welcome")
export class WeftWelcome extends Entrance {
  override connectedCallback(): void {
    super.connectedCallback();
    void messageRules.load().then(() => this.requestUpdate());
  }

  override render() {
    return html`${mark}
      <h1>${t("welcome.title", { name: session.session?.username ?? "" })}</h1>
      <p class="intro">${t("welcome.intro")}</p>
      ${this.form(
        [{ name: "displayName", label: t("display.name"), hint: t("display.name.hint"), autocomplete: "off", maxlength: 1000, bound: displayNameBound() }],
        t("welcome"),
      )}`;
  }

  protected override async submit(values: Record<string, string>, key: string): Promise<void> {
    const identity = await api.createIdentity((values["displayName"] ?? "").trim(), key);
    session.keep(identity);
    router.go(paths.address(identity.id), "replace");
  }
}
