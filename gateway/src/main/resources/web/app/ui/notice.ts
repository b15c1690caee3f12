import { css, html, LitElement, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { Problem } from "../api/problem";
import { t, tOr } from "../i18n";
import { base, controls } from "./styles";
import type { IconName } from "./icon";
import "./icon";

/**
 * What to tell a person about a refused call: what happened and what to do next. In the person's language where its code is known; else
 * in the node's own words, which are English.
 */
export function explain(problem: Problem): string {
  if (problem.offline) return t("problem.offline");
  if (problem.status === 503) return t("problem.busy");
  if (problem.status === 429) return t("problem.slower", { seconds: problem.retryAfter ?? 10 });
  if (problem.needsProof) return t("proof.needed");
  const known = tOr(`problem.${problem.code}`, "", problem.values);
  if (known) return known;
  const said = [problem.title, problem.detail].filter((text) => text !== "").join(". ").replace(/\.\./g, ".");
  return said || t("problem.unknown", { status: problem.status });
}

/** The empty or failed state of a place: what it is, why it is so, what to do. The slot takes the action. */
@customElement("weft-notice")
export class WeftNotice extends LitElement {
  static override styles = [
    base,
    controls,
    css`
      :host { display: block; padding: var(--s5) var(--s4); text-align: center; }
      .mark {
        display: inline-flex; padding: var(--s3); border-radius: 50%; background: var(--hover); color: var(--text-soft);
        margin-block-end: var(--s3);
      }
      p { color: var(--text-soft); max-inline-size: 44ch; margin: var(--s1) auto var(--s3); overflow-wrap: anywhere; }
      .actions { display: flex; justify-content: center; flex-wrap: wrap; gap: var(--s2); }
    `,
  ];

  @property() icon: IconName = "info";
  @property() heading = "";
  @property() text = "";
  @property({ attribute: false }) problem: Problem | null = null;

  override render() {
    const failed = this.problem !== null;
    const icon = failed ? (this.problem?.offline ? "offline" : "warning") : this.icon;
    return html`<div role=${failed ? "alert" : nothing}>
      <span class="mark"><weft-icon name=${icon}></weft-icon></span>
      <h2>${this.heading}</h2>
      <p>${this.problem ? explain(this.problem) : this.text}</p>
      <div class="actions">
        ${failed ? html`<button type="button" @click=${this.again}>${t("again")}</button>` : nothing}
        <slot></slot>
      </div>
    </div>`;
  }

  private again(): void {
    this.dispatchEvent(new CustomEvent("again"));
  }
}
