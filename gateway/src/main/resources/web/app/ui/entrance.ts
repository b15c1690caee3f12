import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { asProblem, Problem } from "../api/problem";
import { t } from "../i18n";
import { waitWords } from "../i18n/times";
import { accountRules, passwordBound, usernameBound } from "../state/rules";
import { type Bound, counted, passed, refusedFor } from "./bound";
import { explain } from "./explain";
import { base, controls } from "./styles";

export const entranceStyles = css`
  :host { display: block; inline-size: min(400px, 100vw); padding: var(--s4) var(--s3); }
  .mark { display: block; margin-block-end: var(--s3); }
  .intro { color: var(--text-soft); margin: var(--s2) 0 var(--s4); }
  .note { margin-block-end: var(--s3); padding: 12px var(--s3); border-radius: var(--radius); background: var(--hover); }
  .note.bad { background: var(--danger-ground); color: var(--danger); font-weight: 550; }
  form button { inline-size: 100%; }
  .secret { display: flex; gap: var(--s2); }
  .secret input { flex: 1; min-inline-size: 0; }
  form .secret button { inline-size: auto; flex: none; }
  form .beside button { inline-size: auto; margin-block-start: var(--s2); }
  /* Not type=password: a browser would offer to keep it with the passwords. */
  .covered { -webkit-text-security: disc; }
  fieldset { margin: 0; padding: 0; border: 0; min-inline-size: 0; }
  legend { padding: 0; font-weight: 600; margin-block-end: var(--s1); }
  fieldset label { display: grid; grid-template-columns: 24px 1fr; gap: var(--s2); margin: 0; padding: var(--s2) 0; font-weight: 500; cursor: pointer; }
  fieldset input { inline-size: 20px; min-block-size: 20px; block-size: 20px; margin: 1px 0 0; accent-color: var(--accent); }
  .other { margin-block-start: var(--s4); color: var(--text-soft); font-size: var(--small); }
  .other button.link { font-size: inherit; }
`;

interface Field {
  name: string;
  label: string;
  hint?: string;
  /** A `secret` is covered as a password is, and is none that a browser may keep. */
  type?: "text" | "password" | "secret";
  autocomplete: AutoFill;
  value?: string;
  maxlength?: number;
  /** How long it may be, where that is known; it is said at the field and held before anything is sent. */
  bound?: Bound | undefined;
  /** What stands below the field and fills it in another way. */
  beside?: TemplateResult;
}

/** One of a few; nothing is chosen until the person does. */
interface Choice {
  name: string;
  label: string;
  hint?: string;
  options: { value: string; label: string }[];
}

/** Seconds for which the button waits at most. */
const longestPause = 10;

/** What set-up, sign-in, joining and the first identity have in common: one form, one button, one honest error. */
export abstract class Entrance extends LitElement {
  static override styles = [base, controls, entranceStyles];

  @state() protected busy = false;
  @state() protected problem: Problem | null = null;
  /** Seconds until the button may be pressed again, after too many tries. */
  @state() protected wait = 0;
  /** Until when the node does not listen, unless somebody lets it do so earlier; 0 while it does. */
  private heldUntil = 0;
  /** Names of the passwords that stand there in clear because the person wants to see them. */
  private readonly clear = new Set<string>();
  /** What stands in the fields that have a bound. */
  private typed: Record<string, string> = {};
  private fields: Field[] = [];
  private countdown = 0;
  private sent = "";
  private key = "";

  /**
   * What the form is for; throws a Problem when the node refuses. The key stays the same for as long as the values do: whoever repeats
   * what was done, and whose answer was lost, gets that answer.
   */
  protected abstract submit(values: Record<string, string>, key: string): Promise<void>;

  /** The node's problem in words; screens with better ones say so. */
  protected words(problem: Problem): string {
    return explain(problem, true);
  }

  /** A form that makes an account or a password knows the rules before the first try. */
  protected askRules(): void {
    void accountRules.load().then(() => this.requestUpdate());
  }

  protected newUsername(): Field {
    return { name: "username", label: t("username"), hint: t("username.hint"), autocomplete: "username", bound: usernameBound() };
  }

  protected newPassword(name: string, label: string): Field {
    const bound = passwordBound();
    const hint = bound ? t("password.hint", { min: bound.least ?? 0 }) : t("password.hint.plain");
    return { name, label, hint, type: "password", autocomplete: "new-password", maxlength: 1000, bound };
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.clearInterval(this.countdown);
    this.sent = "";
  }

  protected override firstUpdated(): void {
    this.renderRoot.querySelector<HTMLInputElement>("input:not([value])")?.focus();
  }

  protected form(fields: (Field | Choice)[], button: string): TemplateResult {
    this.fields = fields.filter((one): one is Field => !("options" in one));
    return html`<form @submit=${this.submitted} @input=${this.input} novalidate>
      ${this.failure(fields)} ${repeat(fields, (one) => one.name, (one) => ("options" in one ? this.choice(one) : this.field(one)))}
      <button class="primary" ?disabled=${this.busy || this.wait > 0}>
        ${this.wait > 0 ? t("wait", { wait: waitWords(this.wait) }) : this.busy ? t("working") : button}
      </button>
    </form>`;
  }

  private field(field: Field): TemplateResult {
    const wrong = this.problem?.field === field.name ? this.words(this.problem) : "";
    const covered = (field.type === "password" || field.type === "secret") && !this.clear.has(field.name);
    const typed = this.typed[field.name] ?? field.value ?? "";
    const input = html`<input
        id=${field.name}
        name=${field.name}
        class=${covered && field.type === "secret" ? "covered" : nothing}
        type=${covered && field.type === "password" ? "password" : "text"}
        autocomplete=${field.autocomplete}
        autocapitalize="none"
        spellcheck="false"
        required
        maxlength=${field.maxlength ?? 200}
        value=${field.value ?? nothing}
        aria-invalid=${wrong ? "true" : "false"}
        aria-describedby="${field.name}-hint${field.bound ? ` ${field.name}-count` : ""}"
      />`;
    return html`<div>
      <div class="counted">
        <label id="${field.name}-label" for=${field.name}>${field.label}</label>
        ${field.bound ? html`<span id="${field.name}-count" class="count ${passed(typed, field.bound) ? "over" : ""}">${counted(typed, field.bound)}</span>` : nothing}
      </div>
      ${field.type === "password" || field.type === "secret" ? html`<div class="secret">${input}${this.show(field)}</div>` : input}
      <p id="${field.name}-hint" class=${wrong ? "error" : "hint"} role=${wrong ? "alert" : nothing}>${wrong || field.hint}</p>
      ${field.beside ? html`<div class="beside">${field.beside}</div>` : nothing}
    </div>`;
  }

  private choice(choice: Choice): TemplateResult {
    const wrong = this.problem?.field === choice.name ? this.words(this.problem) : "";
    return html`<fieldset aria-describedby="${choice.name}-hint" @change=${() => wrong && (this.problem = null)}>
      <legend>${choice.label}</legend>
      ${choice.options.map(
        ({ value, label }, at) => html`<label>
          <input id=${at === 0 ? choice.name : `${choice.name}-${value}`} type="radio" name=${choice.name} value=${value} required />
          <span>${label}</span>
        </label>`,
      )}
      <p id="${choice.name}-hint" class=${wrong ? "error" : "hint"} role=${wrong ? "alert" : nothing}>${wrong || choice.hint}</p>
    </fieldset>`;
  }

  /** Long passwords are typed on small keyboards; the button is described by the label of its field. */
  private show(field: Field): TemplateResult {
    const clear = this.clear.has(field.name);
    const words = t(clear ? "password.hide" : "password.show");
    return html`<button type="button" class="plain" aria-pressed=${clear} aria-describedby="${field.name}-label" @click=${() => this.flip(field.name)}>
      ${words}
    </button>`;
  }

  private flip(name: string): void {
    if (!this.clear.delete(name)) this.clear.add(name);
    this.requestUpdate();
  }

  private failure(fields: { name: string }[]) {
    const { problem } = this;
    if (!problem || fields.some((field) => field.name === problem.field)) return nothing;
    return html`<p class="note bad" role="alert">${this.words(problem)}</p>`;
  }

  private async submitted(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (this.busy || this.wait > 0) return;
    const form = event.target as HTMLFormElement;
    const values: Record<string, string> = {};
    for (const [name, value] of new FormData(form)) values[name] = String(value);
    const refused = this.fields.map(({ name, bound }) => refusedFor(name, values[name] ?? "", bound)).find((one) => one !== null);
    if (refused) {
      this.failed(refused);
      return;
    }
    const empty = [...form.elements].find((one) => one instanceof HTMLInputElement && one.validity.valueMissing);
    if (empty instanceof HTMLInputElement) {
      this.problem = new Problem(-1, "empty", t(empty.type === "radio" ? "choice.empty" : "field.empty"), "", empty.name, null);
      empty.focus();
      return;
    }
    const sent = JSON.stringify(values);
    if (sent !== this.sent) {
      this.sent = sent;
      this.key = crypto.randomUUID();
    }
    this.busy = true;
    try {
      await this.submit(values, this.key);
      this.problem = null;
    } catch (error) {
      this.failed(asProblem(error));
    }
    this.busy = false;
  }

  private input(event: Event): void {
    const { name, value } = event.target as HTMLInputElement;
    this.typed = { ...this.typed, [name]: value };
    // Who may not try again is whoever has that user name.
    if (name === "username" && this.heldUntil > 0) this.listen();
    if (this.fields.some((field) => field.name === name && field.bound)) this.requestUpdate();
  }

  private failed(problem: Problem): void {
    this.problem = problem;
    if (problem.status === 429) this.count(problem.retryAfter ?? 10);
    void this.updateComplete.then(() => {
      this.renderRoot.querySelector<HTMLInputElement>(problem.field ? `#${CSS.escape(problem.field)}` : "input[autocomplete$=password]")?.focus();
    });
  }

  /** The node alone knows how long it is in truth, and a try that it refuses costs nothing: so the button waits for a short while only. */
  private count(seconds: number): void {
    window.clearInterval(this.countdown);
    const now = Date.now();
    const pausedUntil = now + Math.min(seconds, longestPause) * 1000;
    const left = (): void => {
      this.wait = Math.max(0, Math.ceil((pausedUntil - Date.now()) / 1000));
      if (Date.now() >= this.heldUntil) this.listen();
    };
    this.heldUntil = now + seconds * 1000;
    left();
    this.countdown = window.setInterval(left, 1000);
  }

  private listen(): void {
    window.clearInterval(this.countdown);
    this.heldUntil = 0;
    this.wait = 0;
    this.problem = null;
  }
}

export const mark = html`<img class="mark" src="/weft.svg" alt="" width="48" height="48" />`;
