import { css, html, LitElement } from "lit";
import { customElement } from "lit/decorators.js";
import { t } from "../i18n";
import { base } from "../ui/styles";
import "../ui/dialog";

const shortcuts = [
  ["/", "help.search"],
  ["n", "help.new"],
  ["j", "help.down"],
  ["k", "help.up"],
  ["Enter", "help.open"],
  ["Esc", "help.back"],
  ["?", "help.help"],
] as const;

const terms = ["address", "announce", "path", "hops", "proof", "stamp"] as const;

/** Keys, and the words of the mesh in plain language. */
@customElement("weft-help")
export class WeftHelp extends LitElement {
  static override styles = [
    base,
    css`
      dl { display: grid; grid-template-columns: max-content 1fr; gap: var(--s2) var(--s3); margin-block-end: var(--s3); }
      dt { font-weight: 600; }
      kbd {
        display: inline-block; min-inline-size: 28px; padding: 2px var(--s2); border: 1px solid var(--line-strong); border-radius: 6px;
        font: 600 var(--small) / 1.4 var(--mono); text-align: center;
      }
      h3 { font-size: var(--body); margin-block-end: var(--s2); }
      dd { color: var(--text-soft); }
    `,
  ];

  override render() {
    return html`<weft-dialog heading=${t("help.title")} @closed=${() => this.dispatchEvent(new CustomEvent("closed"))}>
      <h3>${t("help.keys")}</h3>
      <dl>${shortcuts.map(([key, what]) => html`<dt><kbd>${key}</kbd></dt><dd>${t(what)}</dd>`)}</dl>
      <h3>${t("help.words")}</h3>
      <dl>${terms.map((term) => html`<dt>${t(`term.${term}`)}</dt><dd>${t(`term.${term}.is`)}</dd>`)}</dl>
    </weft-dialog>`;
  }
}
