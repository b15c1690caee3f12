import { css, html, LitElement, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";
import { asProblem } from "../api/problem";
import type { Key } from "../i18n";
import { t } from "../i18n";
import { onKey } from "../shell/keys";
import { Watching } from "../state/observable";
import type { Paged } from "../state/paged";
import type { WeftList } from "./list";
import { explain } from "./explain";
import { base, controls } from "./styles";
import "./list";
import "./notice";
import "./skeleton";

export const tableStyles = css`
  :host { display: flex; flex-direction: column; block-size: 100%; max-inline-size: 864px; margin: 0 auto; padding: var(--s5) var(--s4) 0; }
  header { display: flex; flex-wrap: wrap; align-items: center; gap: var(--s3); margin-block-end: var(--s3); }
  header > div { flex: 1 1 240px; }
  header p { color: var(--text-soft); margin-block-start: var(--s1); }
  .list { flex: 1; min-block-size: 0; border-block-start: 1px solid var(--line); overflow: clip; }
  .list > weft-notice, .list > weft-skeleton { block-size: 100%; position: relative; overflow-y: auto; }
  .error { margin-block: 0 var(--s2); }
  @media (max-height: 420px) {
    :host { position: relative; overflow-y: auto; }
    .list { flex: none; }
    .list > weft-list { block-size: 192px; }
    .list > weft-notice { block-size: auto; }
  }
  @media (max-width: 640px) {
    :host { padding: var(--s3) var(--s3) 0; }
    .list { margin-inline: calc(-1 * var(--s3)); }
  }
`;

/** Where rows of three lines are higher, as their styles say. */
const narrow = matchMedia("(max-width: 640px)");

/** A page that is one paged list under a heading: devices, members, invites. */
export abstract class TablePage<T> extends LitElement {
  static override styles = [base, controls, tableStyles];

  @state() protected failed = "";
  protected abstract readonly rows: Paged<T>;
  protected abstract readonly words: { title: Key; intro: Key; failed: Key; none: Key; noneText: Key };
  private readonly watching = new Watching(this);
  private readonly keys: (() => void)[] = [];

  /** Of each row, the name's included. */
  protected readonly lines: 2 | 3 = 2;

  protected abstract keyOf(item: T): string;
  protected abstract row(item: T): TemplateResult;

  protected action(): TemplateResult {
    return html``;
  }

  protected above(): TemplateResult {
    return html``;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.watching.observe(this.rows);
    void this.rows.load();
    narrow.addEventListener("change", this.resized);
    const list = (): WeftList | null => this.renderRoot.querySelector("weft-list");
    this.keys.push(onKey("j", () => void list()?.move(1)), onKey("k", () => void list()?.move(-1)));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    narrow.removeEventListener("change", this.resized);
    for (const release of this.keys.splice(0)) release();
  }

  override render() {
    return html`<header>
        <div><h1>${t(this.words.title)}</h1><p>${t(this.words.intro)}</p></div>
        ${this.action()}
      </header>
      ${this.above()} ${this.failed ? html`<p class="error" role="alert">${this.failed}</p>` : ""}
      <div class="list">${this.content()}</div>`;
  }

  /** Runs a change; what the node says against it stands above the list. */
  protected async change(what: () => Promise<void>): Promise<void> {
    this.failed = "";
    try {
      await what();
    } catch (error) {
      this.failed = explain(asProblem(error));
    }
  }

  private readonly resized = (): void => this.requestUpdate();

  private content(): TemplateResult {
    const { rows } = this;
    if (rows.state === "failed") {
      return html`<weft-notice heading=${t(this.words.failed)} .problem=${rows.problem} @again=${() => rows.load()}></weft-notice>`;
    }
    if (rows.state === "loading") return html`<weft-skeleton></weft-skeleton>`;
    if (rows.items.length === 0) return html`<weft-notice heading=${t(this.words.none)} text=${t(this.words.noneText)}></weft-notice>`;
    return html`<weft-list
      label=${t(this.words.title)}
      .rowHeight=${this.lines === 2 ? 72 : narrow.matches ? 112 : 96}
      .items=${rows.items}
      .more=${rows.more}
      .key=${(item: T) => this.keyOf(item)}
      .row=${(item: T) => this.row(item)}
      @more=${() => rows.loadMore()}
    ></weft-list>`;
  }
}
