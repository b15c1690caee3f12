import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { api } from "../api/client";
import { asProblem, type Problem } from "../api/problem";
import type { HealthItem, ServiceHealth } from "../api/types";
import { t, tOr } from "../i18n";
import { type Finding, findings, sentence } from "../ui/health-words";
import { base, controls } from "../ui/styles";
import "../ui/icon";
import "../ui/notice";

const refreshEvery = 15_000;
const services = Object.keys(api.health) as (keyof typeof api.health)[];

/**
 * How the node fares: what is wrong, what to do about it, and one quiet line where nothing is. Each service is asked for itself, so that
 * one that is away is told by name and hides nothing of the others. It asks again while somebody looks.
 */
@customElement("weft-health")
export class WeftHealth extends LitElement {
  static override styles = [
    base,
    controls,
    css`
      :host { display: block; margin-block-end: var(--s4); }
      .card { padding: var(--s3); border: 1px solid var(--line); border-radius: var(--radius-large); background: var(--raised); }
      .well { display: flex; align-items: center; gap: var(--s2); min-block-size: 24px; }
      .well weft-icon { color: var(--accent); }
      ul { list-style: none; margin: 0; padding: 0; display: grid; gap: var(--s3); }
      li { display: grid; grid-template-columns: 24px minmax(0, 1fr); gap: var(--s2); overflow-wrap: anywhere; }
      li p { margin: 0; }
      .look weft-icon, .look .word { color: var(--caution); }
      .bad weft-icon, .bad .word { color: var(--danger); }
      .good weft-icon { color: var(--accent); }
      .word { font-weight: 600; }
      .next { color: var(--text-soft); }
      details { margin-block-start: var(--s3); }
      summary { cursor: pointer; color: var(--text-soft); font-size: var(--small); min-block-size: 24px; }
      details ul { margin-block-start: var(--s2); gap: var(--s2); font-size: var(--small); }
    `,
  ];

  @state() private seen: Finding[] | null = null;
  @state() private problem: Problem | null = null;
  private timer = 0;
  private asking = false;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.load();
    this.timer = window.setInterval(() => void this.load(), refreshEvery);
    document.addEventListener("visibilitychange", this.load);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.clearInterval(this.timer);
    document.removeEventListener("visibilitychange", this.load);
  }

  override render() {
    if (this.problem) return html`<weft-notice heading=${t("health.failed")} .problem=${this.problem} @again=${this.load}></weft-notice>`;
    const { seen } = this;
    if (seen === null) return html`<section class="card"><p class="well" aria-busy="true">${t("loading")}</p></section>`;
    const wrong = seen.filter(({ item }) => item.state !== "good");
    return html`<section class="card" aria-label=${t("health.title")}>
      <div role="status">
        ${wrong.length === 0
          ? html`<p class="well"><weft-icon name="check"></weft-icon><span>${t("health.good", { since: this.since(seen) })}</span></p>`
          : html`<ul>${wrong.map((one) => this.row(one))}</ul>`}
      </div>
      <details>
        <summary>${t("health.all")}</summary>
        <ul>${seen.filter(({ item }) => item.state === "good").map((one) => this.row(one))}</ul>
      </details>
    </section>`;
  }

  private since(seen: Finding[]): string {
    const item = seen.find((one) => one.item.code === "uptime");
    return item ? String(sentence(item).since) : "";
  }

  private row(one: Finding): TemplateResult {
    const { state: how } = one.item;
    const { text, next } = sentence(one);
    return html`<li class=${how}>
      <weft-icon name=${how === "good" ? "check" : "warning"}></weft-icon>
      <div>
        <p>${how === "good" ? nothing : html`<span class="word">${tOr(`health.state.${how}`, how)}:</span> `}${text}</p>
        ${next && how !== "good" ? html`<p class="next">${next}</p>` : nothing}
      </div>
    </li>`;
  }

  private readonly load = async (): Promise<void> => {
    if (this.asking || document.visibilityState !== "visible") return;
    this.asking = true;
    const answers = await Promise.all(services.map((name) => api.health[name]().catch((error: unknown) => asProblem(error))));
    this.asking = false;
    const refused = answers.find((one): one is Problem => one instanceof Error && !one.passing);
    this.problem = refused ?? null;
    if (refused) return;
    const away: HealthItem[] = services
      .filter((_, at) => answers[at] instanceof Error)
      .map((service) => ({ code: "service", state: "bad", facts: { service } }));
    this.seen = findings(
      answers.filter((one): one is ServiceHealth => !(one instanceof Error)),
      away,
    );
  };
}
