import { html, LitElement, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { brief, clock, fullTime, relative } from "../i18n/times";

/** All times on the page move on together, twice a minute. */
const shown = new Set<WeftTime>();
setInterval(() => {
  for (const time of shown) time.requestUpdate();
}, 30_000);

/** A moment: local or relative as `form` says, in full when pointed at. */
@customElement("weft-time")
export class WeftTime extends LitElement {
  @property() at: string | null = null;
  @property() form: "relative" | "brief" | "clock" = "relative";

  override connectedCallback(): void {
    super.connectedCallback();
    shown.add(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    shown.delete(this);
  }

  override render() {
    const at = new Date(this.at ?? "");
    if (Number.isNaN(at.getTime())) return nothing;
    const words = { relative, brief, clock }[this.form](at);
    return html`<time datetime=${at.toISOString()} title=${fullTime(at)}>${words}</time>`;
  }
}
