import type { Message } from "../api/types";
import { t, tOr, type Key } from "../i18n";
import type { IconName } from "./icon";
import { cleanName } from "./text";

export interface StateWords {
  /** What is the case, in a few words. */
  text: string;
  /** What happens next, or what a person can do. */
  next: string;
  icon: IconName;
  tone: "soft" | "good" | "bad";
}

const bad = new Set(["refused", "failed", "expired"]);
const good = new Set(["delivered", "propagated"]);

/** A message's state, said to a person; `how` is what its trace says of how it was delivered. */
export function stateWords(message: Pick<Message, "state" | "reason" | "progress" | "method">, how: "inside" | "proven" | null = null): StateWords {
  const { state, reason } = message;
  const key = reason ? `state.${state}.${reason}` : how && state === "delivered" ? `state.delivered.${how}` : `state.${state}`;
  const percent = Math.round((message.progress ?? 0) * 100);
  const sending = state === "sending" && percent > 0 && percent < 100;
  return {
    text: sending ? t("state.sending.part", { percent }) : tOr(key, tOr(`state.${state}`, state)),
    next: tOr(`${key}.next`, tOr(`state.${state}.next`, "")),
    icon: bad.has(state) ? "warning" : good.has(state) ? "check" : "clock",
    tone: bad.has(state) ? "bad" : good.has(state) ? "good" : "soft",
  };
}

/** Why an interface is down, by the word of the node; `said` are its own English words. */
export function downWords(code: string | null | undefined, said: string): string {
  return tOr(`down.${code ?? "other"}`, said, { said: cleanName(said) });
}

export function methodWords(method: string | null | undefined): string {
  return method ? tOr(`method.${method}`, method) : "";
}

export function signatureWords(signature: Message["signature"]): { text: string; next: string } | null {
  if (signature !== "unverified" && signature !== "invalid") return null;
  return { text: t(`signature.${signature}`), next: t(`signature.${signature}.next` as Key) };
}
