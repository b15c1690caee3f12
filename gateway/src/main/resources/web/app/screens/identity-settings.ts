import { css, html, LitElement, nothing } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { api } from "../api/client";
import { asProblem, type Problem } from "../api/problem";
import type { Identity, Strangers } from "../api/types";
import { chosenLanguage, languages, t } from "../i18n";
import { router } from "../shell/router";
import { Watching } from "../state/observable";
import { reading } from "../state/reading";
import { displayNameBound, messageRules } from "../state/rules";
import { session } from "../state/session";
import { counted, passed, refusedFor } from "../ui/bound";
import { explain } from "../ui/explain";
import { base, controls, page } from "../ui/styles";
import "../ui/address";
import "./identity-export";

/** The fields at which a problem is said. */
const shown = new Set(["displayName", "strangers", "stampCost"]);

/** Bits of work a Weft node does at most for one message, whoever asks for more. */
const workAtMost = 24;

const choices: Strangers[] = ["allow", "request", "refuse"];

/** How one identity shows itself to others and whom it lets in. */
@customElement("weft-identity-settings")
export class WeftIdentitySettings extends LitElement {
  static override styles = [
    base,
    controls,
    page,
    css`
      fieldset { margin: 0; padding: 0; border: 0; }
      legend { padding: 0; font-weight: 600; margin-block-end: var(--s2); }
      fieldset label { display: grid; grid-template-columns: 24px 1fr; gap: var(--s2); padding: var(--s2) 0; font-weight: 500; cursor: pointer; }
      input[type="radio"] { inline-size: 20px; min-block-size: 20px; block-size: 20px; margin: 1px 0 0; accent-color: var(--accent); }
      .check { display: grid; grid-template-columns: 24px 1fr; gap: var(--s2); font-weight: 500; cursor: pointer; }
      input[type="checkbox"] { inline-size: 20px; min-block-size: 20px; block-size: 20px; margin: 1px 0 0; accent-color: var(--accent); }
      .language { max-inline-size: 240px; }
      .number { max-inline-size: 160px; }
      .dear:not(:empty) { margin-block-start: var(--s2); padding: 12px var(--s3); border-radius: var(--radius); background: var(--caution-ground); color: var(--caution); }
      form, .card.stack { gap: var(--s4); }
    `,
  ];

  @property() identity = "";
  /** The display name as it stands there; null while it is the one that is kept. */
  @state() private typed: string | null = null;
  /** The stamp cost as it stands there. */
  @state() private cost = 0;
  @state() private busy = false;
  @state() private saved = false;
  @state() private problem: Problem | null = null;

  @state() private changed = false;
  @query("form") private form?: HTMLFormElement;
  private release: (() => void) | null = null;

  constructor() {
    super();
    new Watching(this, session);
    new Watching(this, reading);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.cost = session.identity(this.identity)?.stampCost ?? 0;
    void messageRules.load().then(() => this.requestUpdate());
    this.guard();
  }

  /** Anew with each change: who agreed to drop the ones before may not have got away, such as when signing out failed. */
  private guard(): void {
    this.release?.();
    this.release = router.guard(() => this.unsaved);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.release?.();
  }

  /** Whether the form says something else than what the node has. */
  private get unsaved(): boolean {
    const identity = session.identity(this.identity);
    if (!this.form || !identity) return false;
    const { displayName, listed, strangers, stampCost } = written(this.form);
    return (
      displayName !== identity.displayName.trim() ||
      listed !== (identity.listed ?? false) ||
      strangers !== (identity.strangers ?? "allow") ||
      stampCost !== (identity.stampCost ?? null)
    );
  }

  override render() {
    const identity = session.identity(this.identity);
    if (!identity) return nothing;
    const bound = displayNameBound();
    const typed = this.typed ?? identity.displayName;
    return html`<div class="page">
      <header><div><h1>${t("title.settings")}</h1><p>${t("settings.intro")}</p></div></header>
      <section class="card">
        <form @submit=${this.save} @input=${this.edited} novalidate>
          <div>
            <div class="counted">
              <label for="displayName">${t("display.name")}</label>
              <span id="name-count" class="count ${passed(typed, bound) ? "over" : ""}">${counted(typed, bound)}</span>
            </div>
            <input id="displayName" name="displayName" maxlength="1000" @input=${(event: Event) => (this.typed = (event.target as HTMLInputElement).value)} dir="auto" .value=${identity.displayName} autocomplete="off" aria-invalid=${this.wrong("displayName") !== ""} aria-describedby="name-hint name-count" />
            <p id="name-hint" class="hint">${t("display.name.hint")}</p>
            ${this.error("displayName")}
          </div>
          <fieldset>
            <legend>${t("strangers")}</legend>
            ${choices.map((choice) => this.choice(choice, identity))} ${this.error("strangers")}
          </fieldset>
          <label class="check">
            <input type="checkbox" name="listed" .checked=${identity.listed ?? false} aria-describedby="listed-hint" />
            <span>${t("listed")}<span id="listed-hint" class="hint soft small"><br />${t("listed.hint")}</span></span>
          </label>
          <div>
            <label for="stampCost">${t("stamp.cost")}</label>
            <input class="number" id="stampCost" name="stampCost" type="number" inputmode="numeric" min="1" max="254" .value=${String(identity.stampCost ?? "")} aria-invalid=${this.wrong("stampCost") !== ""} aria-describedby="stamp-hint" />
            <p id="stamp-hint" class="hint">${t("stamp.cost.hint", { most: workAtMost })}</p>
            <p class="dear" role="status">${this.cost > workAtMost ? t("stamp.cost.dear", { most: workAtMost }) : ""}</p>
            ${this.error("stampCost")}
          </div>
          <div class="row">
            <button class="primary" ?disabled=${this.busy}>${this.busy ? t("working") : t("save")}</button>
            <span role="status" class=${this.changed ? "soft" : ""}>${this.saved ? t("saved") : this.changed ? t("settings.unsaved") : ""}</span>
          </div>
          ${this.problem && !shown.has(this.problem.field ?? "") ? html`<p class="error" role="alert">${explain(this.problem)}</p>` : nothing}
        </form>
      </section>
      ${this.browser()}
      <section class="card">
        <h2>${t("settings.facts")}</h2>
        <dl class="facts">
          <dt>${t("my.address")}</dt><dd><weft-hash .hash=${identity.address} what=${t("my.address")}></weft-hash></dd>
          <dt>${t("identity.hash")}</dt><dd><weft-hash .hash=${identity.identityHash} what=${t("identity.hash")}></weft-hash></dd>
        </dl>
      </section>
      <section class="card"><weft-identity-export .identity=${identity.id} .address=${identity.address}></weft-identity-export></section>
    </div>`;
  }

  /** What is kept in this browser and acts at once. */
  private browser() {
    const chosen = chosenLanguage() ?? "";
    const choices = [["", t("language.browser")], ["en", "English"], ["de", "Deutsch"]] as const;
    return html`<section class="card stack">
      <h2>${t("settings.browser")}</h2>
      <div>
        <label for="language">${t("language")}</label>
        <select class="language" id="language" @change=${(event: Event) => void languages.choose((event.target as HTMLSelectElement).value || null)}>
          ${choices.map(([value, name]) => html`<option value=${value} ?selected=${value === chosen}>${name}</option>`)}
        </select>
      </div>
      <label class="check">
        <input type="checkbox" .checked=${reading.formatted} aria-describedby="formatted-hint" @change=${(event: Event) => (reading.formatted = (event.target as HTMLInputElement).checked)} />
        <span>${t("formatted")}<span id="formatted-hint" class="hint soft small"><br />${t("formatted.hint")}</span></span>
      </label>
    </section>`;
  }

  private readonly edited = (): void => {
    this.saved = false;
    if (this.form) this.cost = written(this.form).stampCost ?? 0;
    this.changed = this.unsaved;
    this.guard();
  };

  private choice(choice: Strangers, identity: Identity) {
    const chosen = (identity.strangers ?? "allow") === choice;
    return html`<label>
      <input type="radio" name="strangers" value=${choice} .checked=${chosen} />
      <span>${t(`strangers.${choice}`)}<span class="hint soft small"><br />${t(`strangers.${choice}.is`)}</span></span>
    </label>`;
  }

  private wrong(field: string): string {
    return this.problem?.field === field ? explain(this.problem, true) : "";
  }

  private error(field: string) {
    const words = this.wrong(field);
    return words ? html`<p class="error" role="alert">${words}</p>` : nothing;
  }

  private async save(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const asked = written(event.target as HTMLFormElement);
    this.problem = refusedFor("displayName", asked.displayName, displayNameBound());
    if (this.problem) {
      this.show(this.problem);
      return;
    }
    this.busy = true;
    try {
      const identity = await api.changeIdentity(this.identity, asked);
      session.keep(identity);
      this.typed = null;
      this.changed = this.unsaved;
      this.saved = !this.changed;
    } catch (error) {
      this.problem = asProblem(error);
      this.show(this.problem);
    }
    this.busy = false;
  }

  /** Brings the field that is wrong into sight: on a phone it is far from the button. */
  private show(problem: Problem): void {
    if (problem.field) void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>(`[name="${CSS.escape(problem.field ?? "")}"]`)?.focus());
  }
}

/** What the form says, as the node takes it. */
function written(form: HTMLFormElement) {
  const values = new FormData(form);
  const cost = String(values.get("stampCost") ?? "").trim();
  return {
    displayName: String(values.get("displayName") ?? "").trim(),
    listed: values.has("listed"),
    strangers: String(values.get("strangers") ?? "allow") as Strangers,
    stampCost: cost === "" ? null : Number(cost),
  };
}
