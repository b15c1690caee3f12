import type { TraceStep } from "../api/types";
import { bytes, tn, tOr } from "../i18n";
import { waitWords } from "../i18n/times";
import { methodWords } from "./state-words";

type Facts = NonNullable<TraceStep["facts"]>;

/** From here on the bits of a stamp stand for a ticket. */
const ticket = 256;

/** Which of several sentences a step takes, where its code alone doesn't say. */
const variants: Record<string, (facts: Facts) => string> = {
  received: ({ hops }) => (typeof hops !== "number" ? "" : hops === 0 ? ".local" : hops === 1 ? ".near" : ".far"),
  stamp: ({ bits }) => (typeof bits === "number" && bits >= ticket ? ".ticket" : ""),
  "keys-came": ({ valid }) => (valid === false ? ".invalid" : ""),
  "path-asked": ({ request }) => (typeof request === "number" && request > 1 ? ".again" : ""),
  "packet-sent": ({ hops }) => (hops === undefined ? ".everywhere" : ""),
  "link-reused": ({ backchannel }) => (backchannel ? ".back" : ""),
  delivered: ({ inside }) => (inside ? ".inside" : ""),
  expired: ({ reason }) => (reason === "unusable" ? ".unusable" : ""),
};

/** States whose step says what their reason says. */
const states = new Set(["waiting", "failed", "refused"]);

/**
 * One step of what happened to a message, in the person's language; null where it was kept without its facts, or its code is not known
 * here: the node's own English has to do.
 */
export function stepWords(step: TraceStep): string | null {
  const { code = "", facts = {} } = step;
  if (Object.keys(facts).length === 0 && needsFacts.has(code)) return null;
  const words = states.has(code)
    ? tOr(`state.${code}.${facts["reason"]}.next`, "")
    : tOr(`trace.${code}${variants[code]?.(facts) ?? ""}`, "", worded(facts));
  return words && !/\{\w+\}/.test(words) ? words : null;
}

/** Without their facts these would say something else than what happened. */
const needsFacts = new Set(["keys-came", "packet-sent", "link-reused", "path-asked", "stamp", "delivered", "expired"]);

function worded(facts: Facts): Record<string, string | number> {
  const words: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(facts)) if (typeof value !== "boolean") words[name] = value;
  const { hops, ms, method, reason } = facts;
  if (typeof hops === "number") words["hops"] = tn("hops", hops);
  if (typeof facts["bytes"] === "number") words["bytes"] = bytes(facts["bytes"]);
  if (typeof ms === "number") words["wait"] = waitWords(ms / 1000);
  if (typeof method === "string") words["method"] = methodWords(method);
  if (typeof facts["as"] === "string") words["as"] = tOr(`trace.as.${facts["as"]}`, facts["as"]);
  if (typeof reason === "string") words["because"] = tOr(`because.${reason}`, reason);
  return words;
}
