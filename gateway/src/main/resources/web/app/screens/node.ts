import { css, html, LitElement, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { api } from "../api/client";
import { asProblem, type Problem } from "../api/problem";
import type { MeshInterface, NodeInfo } from "../api/types";
import { bytes, number, t, tn, tOr } from "../i18n";
import type { ServerEvent } from "../live/event-parser";
import { session } from "../state/session";
import { base, controls, page } from "../ui/styles";
import { downWords } from "../ui/state-words";
import { cleanName } from "../ui/text";
import "./health";
import "../ui/address";
import "../ui/notice";
import "../ui/skeleton";

const refreshEvery = 5_000;
/** Paths are counted by fetching them; beyond this many pages "more than" is said. */
const pathPages = 10;

/** Operators: what the node is, how its interfaces fare and how much of the mesh it knows. */
@customElement("weft-node")
export class WeftNode extends LitElement {
  static override styles = [
    base,
    controls,
    page,
    css`
      .interfaces { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(320px, 100%), 1fr)); gap: var(--s3); margin-block-end: var(--s4); }
      .interfaces .card { margin: 0; padding: var(--s3); }
      .top { display: flex; align-items: center; justify-content: space-between; gap: var(--s2); margin-block-end: var(--s2); }
      .top h3 { font-size: var(--body); overflow-wrap: anywhere; }
      .state { flex: none; display: inline-flex; align-items: center; gap: 6px; font-size: var(--small); font-weight: 600; }
      .state i { inline-size: 10px; block-size: 10px; border-radius: 50%; border: 2px solid var(--caution); }
      .state.up i { border-color: var(--accent); background: var(--accent); }
      .state.down, .reason { color: var(--caution); }
      .page h2.over { margin-block: var(--s4) var(--s2); }
    `,
  ];

  @state() private node: NodeInfo | null = null;
  @state() private interfaces: MeshInterface[] | null = null;
  @state() private paths: { count: number; more: boolean } | null = null;
  @state() private problem: Problem | null = null;
  private timer = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.load();
    this.timer = window.setInterval(() => void this.loadInterfaces(), refreshEvery);
    session.live.addEventListener("event", this.event);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.clearInterval(this.timer);
    session.live.removeEventListener("event", this.event);
  }

  override render() {
    return html`<div class="page">
      <header><div><h1>${t("title.node")}</h1><p>${t("node.intro")}</p></div></header>
      ${this.problem
        ? html`<weft-notice heading=${t("node.failed")} .problem=${this.problem} @again=${this.load}></weft-notice>`
        : this.node && this.interfaces
          ? this.content(this.node, this.interfaces)
          : html`<weft-skeleton></weft-skeleton>`}
    </div>`;
  }

  private content(node: NodeInfo, interfaces: MeshInterface[]) {
    return html`<weft-health></weft-health>
      <section class="card">
        <h2>${cleanName(node.name)}</h2>
        <dl class="facts">
          <dt>${t("node.version")}</dt><dd>${node.version}</dd>
          <dt>${t("node.paths")}</dt><dd>${this.counted()}</dd>
          ${node.transportId ? html`<dt>${t("node.transport")}</dt><dd><weft-hash .hash=${node.transportId} what=${t("node.transport")}></weft-hash></dd>` : nothing}
          ${node.identityHash ? html`<dt>${t("node.identity")}</dt><dd><weft-hash .hash=${node.identityHash} what=${t("node.identity")}></weft-hash></dd>` : nothing}
          ${Object.entries(node.destinations ?? {}).map(([name, hash]) =>
            typeof hash === "string" ? html`<dt>${tOr(`node.destination.${name}`, name)}</dt><dd><weft-hash .hash=${hash} what=${name}></weft-hash></dd>` : nothing,
          )}
        </dl>
      </section>
      <h2 class="over">${t("interfaces.title")}</h2>
      ${interfaces.length === 0
        ? html`<weft-notice icon="node" heading=${t("interfaces.none")} text=${t("interfaces.none.text")}></weft-notice>`
        : html`<div class="interfaces">${interfaces.map((one) => this.card(one))}</div>`}`;
  }

  private counted(): string {
    if (!this.paths) return "…";
    return this.paths.more ? t("node.paths.more", { count: number(this.paths.count) }) : number(this.paths.count);
  }

  private card(one: MeshInterface) {
    const up = one.state === "up";
    return html`<section class="card">
      <div class="top">
        <h3>${cleanName(one.name)}</h3>
        <span class="state ${up ? "up" : "down"}"><i aria-hidden="true"></i>${tOr(`interface.${one.state}`, one.state)}</span>
      </div>
      ${one.reason ? html`<p class="small reason">${downWords(one.reasonCode, one.reason)}</p>` : nothing}
      <dl class="facts small">
        ${one.type ? html`<dt>${t("interface.type")}</dt><dd>${tOr(`interface.type.${one.type}`, one.type)}</dd>` : nothing}
        ${one.mode ? html`<dt>${t("interface.mode")}</dt><dd>${one.mode}</dd>` : nothing}
        ${one.bitrate ? html`<dt>${t("interface.bitrate")}</dt><dd>${bitrate(one.bitrate)}</dd>` : nothing}
        ${typeof one.connections === "number" ? html`<dt>${t("interface.clients")}</dt><dd>${number(one.connections)}</dd>` : nothing}
        <dt>${t("interface.traffic")}</dt><dd>${t("interface.traffic.value", { in: bytes(one.counters?.bytesIn ?? 0), out: bytes(one.counters?.bytesOut ?? 0) })}</dd>
      </dl>
    </section>`;
  }

  private async load(): Promise<void> {
    try {
      const [node, interfaces] = await Promise.all([api.node(), api.interfaces()]);
      this.node = node;
      this.interfaces = interfaces.items;
      this.problem = null;
      await this.count();
    } catch (error) {
      this.problem = asProblem(error);
    }
  }

  private async loadInterfaces(): Promise<void> {
    if (document.visibilityState !== "visible" || this.problem) return;
    try {
      this.interfaces = (await api.interfaces()).items;
    } catch {
      // The strip above the page says that the node can't be reached; the last known state stays in sight.
    }
  }

  private async count(): Promise<void> {
    let count = 0;
    let cursor: string | null = null;
    for (let page = 0; page < pathPages; page++) {
      const answer: Awaited<ReturnType<typeof api.paths>> = await api.paths(cursor);
      count += answer.items.length;
      cursor = answer.next;
      if (cursor === null) break;
    }
    this.paths = { count, more: cursor !== null };
  }

  private readonly event = (event: Event): void => {
    if ((event as CustomEvent<ServerEvent>).detail.name === "interface.state") void this.loadInterfaces();
  };
}

function bitrate(bits: number): string {
  if (bits >= 1_000_000_000) return `${number(bits / 1_000_000_000, 1)} Gbit/s`;
  if (bits >= 1_000_000) return `${number(bits / 1_000_000, 1)} Mbit/s`;
  if (bits >= 1000) return `${number(bits / 1000, 1)} kbit/s`;
  return tn("bits", bits);
}
