import type { Kind, Message } from "../api/types";
import { bytes, t, tOr } from "../i18n";
import { cleanName } from "./text";

/** These go along with many messages and are named only where there is nothing else. */
const quiet = new Set(["appearance", "ticket"]);

/** These are shown as what they are. */
const shown = new Set(["picture", "voice"]);

/** What one kind is called, and how large it is. */
export function kindWords({ kind, size, text }: Kind): string {
  const words = kind === "reaction" && text ? t("kind.reaction.of", { text: cleanName(text) }) : tOr(`kind.${kind}`, t("kind.unknown"));
  return size === undefined ? words : t("kind.sized", { words, size: bytes(size) });
}

/** What is named under the text of a message. */
export function namedKinds(message: Pick<Message, "kinds" | "content" | "title" | "attachments">): Kind[] {
  const all = message.kinds ?? [];
  const alone = !message.content && !message.title && !message.attachments?.length && all.every(({ kind }) => quiet.has(kind));
  return alone ? all : all.filter(({ kind }) => !quiet.has(kind) && !shown.has(kind));
}

/** One line for a message without text. */
export function kindLine(message: Partial<Message>): string {
  const kinds = message.kinds ?? [];
  const [first] = kinds.filter(({ kind }) => !quiet.has(kind)).concat(kinds);
  return first ? kindWords(first) : "";
}
