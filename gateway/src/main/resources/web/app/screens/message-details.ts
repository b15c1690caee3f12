import { html, LitElement, nothing, type PropertyValues } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { api } from "../api/client";
import { asProblem, type Problem } from "../api/problem";
import type { Identity, Message, TraceStep } from "../api/types";
import { language, number, t, tn } from "../i18n";
import { paths, router } from "../shell/router";
import { mailboxes } from "../state/mailbox";
import { Watching } from "../state/observable";
import { methodWords, signatureWords, stateWords } from "../ui/state-words";
import { base, controls } from "../ui/styles";
import { stepWords } from "../ui/trace-words";
import { detailStyles } from "./message-details-styles";
import "../ui/address";
import "../ui/notice";
import "../ui/skeleton";

/** What is known of one message, and what happened to it, step by step in plain words. */
@customElement("weft-message-details")
export class WeftMessageDetails extends LitElement {
  static override styles = [base, controls, detailStyles];

  @property({ attribute: false }) identity!: Identity;
  @property() peer = "";
  @property() message = "";
  @state() private found: Message | null = null;
  @state() private trace: TraceStep[] | null = null;
  @state() private problem: Problem | null = null;
  @state() private asking = false;

  private readonly watching = new Watching(this);
  private seen = "";

  protected override willUpdate(changed: PropertyValues): void {
    const { messages } = mailboxes.of(this.identity).thread(this.peer);
    this.watching.observe(messages);
    if (changed.has("message")) {
      this.found = null;
      this.trace = null;
      this.asking = false;
    }
    const known = messages.items.find((message) => message.id === this.message);
    const version = `${language} ${this.message} ${known?.state} ${known?.reason} ${known?.signature}`;
    if (version !== this.seen) {
      this.seen = version;
      void this.load();
    }
  }

  override render() {
    return html`<section aria-labelledby="title">
      <header>
        <h2 id="title">${t("details.title")}</h2>
        <a class="button plain icon" href=${paths.thread(this.identity.id, this.peer)} aria-label=${t("close")}><weft-icon name="close"></weft-icon></a>
      </header>
      ${this.content()}
    </section>`;
  }

  private content() {
    if (this.problem) return html`<weft-notice heading=${t("details.failed")} .problem=${this.problem} @again=${this.load}></weft-notice>`;
    const message = this.found;
    if (!message) return html`<weft-skeleton rows="4"></weft-skeleton>`;
    const mine = message.direction === "out";
    const state = stateWords(message, this.how);
    return html`${mine
        ? html`<div class="now ${state.tone}">
            <weft-icon name=${state.icon}></weft-icon>
            <div><b>${state.text}</b>${state.next ? html`<p>${state.next}</p>` : nothing}</div>
          </div>`
        : this.sender(message)}
      <dl>${this.facts(message)}</dl>
      <details>
        <summary>${t("details.way")}</summary>
        <dl>${this.way(message)}</dl>
        ${this.steps()}
      </details>
      ${this.actions(message)}`;
  }

  private get how(): "inside" | "proven" | null {
    if (this.trace?.some(({ facts }) => facts?.["inside"] === true)) return "inside";
    return this.trace?.some(({ code }) => code === "proven") ? "proven" : null;
  }

  private sender(message: Message) {
    const words = signatureWords(message.signature);
    return html`<div class="now ${words ? (message.signature === "invalid" ? "bad" : "caution") : "good"}">
      <weft-icon name=${words ? "warning" : "check"}></weft-icon>
      <div><b>${words?.text ?? t("signature.valid")}</b><p>${words?.next ?? t("signature.valid.next")}</p></div>
    </div>`;
  }

  private facts(message: Message) {
    const mine = message.direction === "out";
    return html`${fact(t("fact.written"), message.sentAt ? html`<weft-time .at=${message.sentAt}></weft-time>` : null)}
    ${fact(t("fact.received"), !mine && message.receivedAt ? html`<weft-time .at=${message.receivedAt}></weft-time>` : null)}
    ${fact(t(mine ? "fact.to" : "fact.from"), html`<weft-hash .hash=${mine ? message.to : message.from} what=${t("peer.address")}></weft-hash>`)}
  `;
  }

  /** How it travelled: for those who want to know. */
  private way(message: Message) {
    const stamp = message.stampValue;
    return html`${fact(t("fact.method"), methodWords(message.method) || null)}
    ${fact(t("fact.hops"), typeof message.hops === "number" ? tn("hops", message.hops) : null)}
    ${fact(t("fact.stamp"), typeof stamp === "number" ? (stamp >= 256 ? t("stamp.ticket") : t("stamp.value", { bits: number(stamp) })) : null)}
    ${fact(t("fact.secrecy"), message.ratchetId ? t("secrecy.ratchet") : null)}
    ${fact(t("fact.hash"), message.hash ? html`<weft-hash .hash=${message.hash} what=${t("fact.hash")}></weft-hash>` : null)}`;
  }

  private steps() {
    const { trace } = this;
    if (trace === null) return nothing;
    if (trace.length === 0) return html`<h3>${t("trace.title")}</h3><p class="soft small">${t("trace.none")}</p>`;
    return html`<h3>${t("trace.title")}</h3>
      <ol>
        ${trace.map(
          (step) => html`<li>
            <weft-time form="clock" .at=${step.at}></weft-time>
            ${said(step)}
          </li>`,
        )}
      </ol>`;
  }

  private actions(message: Message) {
    const open = message.direction === "out" && ["accepted", "waiting", "sending"].includes(message.state);
    const what = open ? t("message.cancel") : t("message.delete");
    if (!this.asking) return html`<button class="danger" type="button" @click=${() => (this.asking = true)}>${what}</button>`;
    return html`<div class="ask" role="group" aria-label=${what}>
      <p>${open ? t("message.cancel.text") : t("message.delete.text")}</p>
      <div class="row">
        <button class="danger" type="button" @click=${this.discard}>${what}</button>
        <button type="button" @click=${() => (this.asking = false)}>${t("keep")}</button>
      </div>
    </div>`;
  }

  private async load(): Promise<void> {
    const id = this.message;
    try {
      const [message, trace] = await Promise.all([api.message(id), api.trace(id)]);
      if (id !== this.message) return;
      this.found = message;
      this.trace = trace.items;
      this.problem = null;
    } catch (error) {
      if (id === this.message) this.problem = asProblem(error);
    }
  }

  private async discard(): Promise<void> {
    try {
      await api.deleteMessage(this.message);
      const { messages } = mailboxes.of(this.identity).thread(this.peer);
      messages.remove(this.message);
      await messages.refresh();
      mailboxes.of(this.identity).refresh();
      router.go(paths.thread(this.identity.id, this.peer));
    } catch (error) {
      this.asking = false;
      this.problem = asProblem(error);
    }
  }
}

function said(step: TraceStep) {
  const words = stepWords(step);
  return words === null ? html`<div lang="en">${step.text}</div>` : html`<div>${words}</div>`;
}

function fact(name: string, value: unknown) {
  return value === null ? nothing : html`<dt>${name}</dt><dd>${value}</dd>`;
}
