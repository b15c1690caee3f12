import { Observable } from "../state/observable";
import { en } from "./en";
import { numberFormat } from "./formats";

export type Key = keyof typeof en;
export type Catalogue = Record<Key, string>;
type Values = Record<string, string | number>;

let catalogue: Catalogue = en;
export let language = "en";
/** How numbers and times are written: the region of the person's browser where it speaks that language. */
export let locale = "en";

const chosenAt = "weft.language";

/** The language the person chose in this browser, or null: the browser's own. */
export const chosenLanguage = (): string | null => localStorage.getItem(chosenAt);

class Languages extends Observable {
  /** Kept in this browser, and spoken at once by all that is on the page. Null: the browser's own. */
  async choose(chosen: string | null): Promise<void> {
    if (chosen) localStorage.setItem(chosenAt, chosen);
    else localStorage.removeItem(chosenAt);
    await loadLanguage();
    this.changed();
    sayAgain(document);
  }
}

export const languages = new Languages();

/** Every component on the page draws itself anew; what a person has typed stays. */
function sayAgain(root: Document | ShadowRoot): void {
  for (const element of root.querySelectorAll("*")) {
    (element as { requestUpdate?: () => void }).requestUpdate?.();
    if (element.shadowRoot) sayAgain(element.shadowRoot);
  }
}

/** Loads the catalogue of the person's language; English is always there. */
export async function loadLanguage(): Promise<void> {
  const wanted = chosenLanguage() ?? navigator.languages.find((tag) => /^(en|de)\b/.test(tag)) ?? "en";
  if (wanted.startsWith("de")) {
    catalogue = (await import("./de")).de;
    language = "de";
  } else {
    catalogue = en;
    language = "en";
  }
  locale = navigator.languages.find((tag) => tag.startsWith(language)) ?? language;
  document.documentElement.lang = language;
}

/** The text of a key, with {name} replaced by the value of that name. */
export function t(key: Key, values: Values = {}): string {
  return catalogue[key].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** The text for a number: keys end in `.one` and `.other`. */
export function tn(key: string, count: number, values: Values = {}): string {
  const form = new Intl.PluralRules(language).select(count) === "one" ? "one" : "other";
  return t(`${key}.${form}` as Key, { count: number(count), ...values });
}

/** The text of a key that may not exist, for words that come from the node. */
export function tOr(key: string, otherwise: string, values: Values = {}): string {
  return key in catalogue ? t(key as Key, values) : otherwise;
}

export const number = (value: number, digits = 0): string => numberFormat({ maximumFractionDigits: digits }).format(value);

/** Bytes as a person reads them; 1 kB is 1000 bytes, as everywhere in Weft. */
export function bytes(count: number): string {
  if (count < 1000) return tn("bytes", count);
  if (count < 1_000_000) return `${number(count / 1000, count < 10_000 ? 1 : 0)} kB`;
  if (count < 1_000_000_000) return `${number(count / 1_000_000, 1)} MB`;
  return `${number(count / 1_000_000_000, 1)} GB`;
}
