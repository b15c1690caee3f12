import type { threads as en } from "./en-threads";

export const threads: Record<keyof typeof en, string> = {
  "whereabouts": "Du bist",
  "mark.draft": "Entwurf",
  "message.details": "Einzelheiten",
  "message.formatted": "Formatiert zeigen",
  "message.written": "Wie geschrieben zeigen",
  "picture.enlarge": "Vergrößern",
  "details.way": "Weg",
  "settings.unsaved": "Noch nicht gespeichert.",
  "settings.browser": "Dieser Browser",
  "formatted": "Markdown formatieren",
  "formatted.hint": "Wo der Absender sagt, dass ein Text Markdown ist. Jede solche Nachricht lässt sich auch so zeigen, wie sie geschrieben wurde.",
  "leaving.title": "Gehen, ohne zu speichern?",
  "leaving.text": "Was du auf dieser Seite geändert hast, ist nicht gespeichert.",
  "leaving.stay": "Hier bleiben",
  "leaving.drop": "Gehen, ohne zu speichern",
};
