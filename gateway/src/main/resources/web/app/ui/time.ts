import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { t, type Key } from "../i18n";
import { brief, clock, date, fullTime, near, relative } from "../i18n/times";

/** A sentence with a moment in it, where its {time} stands. */
export function timed(key: Key, time: TemplateResult, values: Record<string, string> = {}): TemplateResult {
  const filled = (text: string): string => text.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
  const [before = "", after = ""] = t(key).split("{time}");
  return html`${filled(before)}${time}${filled(after)}`;
}

/** All times on the page move on together, twice a minute. */
const shown = new Set<WeftTime>();
setInterval(() => {
  for (const time of shown) time.requestUpdate();
}, 30_000);

/** A moment: local or relative as `form` says, in full when pointed at. */
@customElement("weft-time")
export class WeftTime extends LitElement {
  @property() at: string | null = null;
  @property() form: "relative" | "brief" | "clock" | "near" | "date" = "relative";

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
    const words = { relative, brief, clock, near, date }[this.form](at);
    return html`<time datetime=${at.toISOString()} title=${fullTime(at)}>${words}</time>`;
  }
}
