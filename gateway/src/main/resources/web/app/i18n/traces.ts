import { language } from "./index";

type Sentence = [pattern: RegExp, places: string[], words: string];

let known: Sentence[] = [];
let phrases: Record<string, Record<string, string>> = {};
let loaded = "en";

/** Fetches what is needed to say the node's sentences in the language of the person; English is the node's own. */
export async function loadTraces(): Promise<void> {
  if (language === loaded) return;
  if (language !== "de") {
    known = [];
    loaded = "en";
    return;
  }
  const german = await import("./de-traces");
  known = german.sentences.map(([english, words]) => sentence(english, words));
  phrases = german.phrases;
  loaded = "de";
}

/** A sentence in the person's language; null when it is not known, and then the node's own has to do. */
export function traceWords(text: string): string | null {
  for (const [pattern, places, words] of known) {
    const found = pattern.exec(text);
    if (!found) continue;
    return places.reduce((said, place, at) => said.replace(`{${place}}`, () => phrase(place, found[at + 1] ?? "")), words);
  }
  return null;
}

function sentence(english: string, words: string): Sentence {
  const places = [...english.matchAll(/\{(\w+)\}/g)].map((place) => place[1] ?? "");
  const pattern = english
    .split(/\{\w+\}/)
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
    .reduce((whole, part, at) => `${whole}${/^[an]$/.test(places[at - 1] ?? "") ? "(\\d+)" : "([^.]+?)"}${part}`);
  return [new RegExp(`^${pattern}$`), places, words];
}

function phrase(place: string, text: string): string {
  const number = /\d+/.exec(text)?.[0] ?? "";
  return (phrases[place]?.[text] ?? phrases[place]?.[text.replace(/\d+/, "{n}")] ?? text).replace("{n}", number);
}
