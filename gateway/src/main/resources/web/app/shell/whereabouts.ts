import { css, html, LitElement, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { t } from "../i18n";
import { Watching } from "../state/observable";
import { session } from "../state/session";
import { base } from "../ui/styles";
import { cleanName } from "../ui/text";
import type { View } from "./router";

/** Who one is and on which node, in one line, where the sidebar has no room to say it. */
@customElement("weft-whereabouts")
export class WeftWhereabouts extends LitElement {
  static override styles = [
    base,
    css`
      :host { display: none; }
      @media (max-width: 1080px) and (min-height: 421px) {
        :host { display: block; background: var(--ground); border-block-end: 1px solid var(--line); }
      }
      section { display: flex; align-items: center; gap: var(--s2); min-block-size: 28px; padding: 2px var(--s3); font-size: var(--small); line-height: 1.3; }
      img { flex: none; }
      bdi { min-inline-size: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
      .me { font-weight: 650; }
      .node { flex: none; max-inline-size: 50%; margin-inline-start: auto; color: var(--text-soft); }
    `,
  ];

  @property({ attribute: false }) view: View = { name: "home" };

  constructor() {
    super();
    new Watching(this, session);
  }

  override render() {
    const identity = session.current("identity" in this.view ? this.view.identity : null);
    if (!identity) return nothing;
    const me = cleanName(identity.displayName);
    const node = cleanName(session.node?.name) || location.host;
    return html`<section aria-label=${t("whereabouts")}><img src="/weft.svg" alt="" width="16" height="16" /><bdi class="me" title=${me}>${me}</bdi><bdi class="node" title=${node}>${node}</bdi></section>`;
  }
}
