import type { Problem } from "../api/problem";
import { bytes, number, t, tOr, type Key } from "../i18n";
import { moment, near, waitWords } from "../i18n/times";

/** What a person sees over the field that the API calls so. */
const labels: Record<string, Key> = {
  attachments: "attach.chosen",
  code: "join.code",
  content: "compose.label",
  current: "password.current",
  displayName: "display.name",
  expiresAt: "invites.expiry",
  label: "invites.label",
  new: "password.new",
  password: "password",
  privateKey: "leave.key.file",
  role: "invites.role",
  stampCost: "stamp.cost",
  strangers: "strangers",
  to: "new.to",
  token: "setup.token",
  username: "username",
  uses: "invites.uses",
};

/** Kinds whose bounds are bytes. */
const inBytes = new Set(["message-too-large", "too-large"]);

/** Seconds from which on a wait can only be that of one user name, which an operator can end. */
const longWait = 90;

const unfilled = /\{\w+\}/;

/**
 * What to tell a person about a refused call, in their language: what happened and what to do next. Where it is about a field, the field
 * is named as they see it; at the field itself that would be said twice.
 */
export function explain(problem: Problem, atField = false): string {
  const words = plain(problem);
  const rule = problem.status === 400 || problem.status === 422;
  const label = atField || !rule || !problem.field ? undefined : labels[problem.field];
  return label ? t("problem.at", { field: t(label), words }) : words;
}

function plain(problem: Problem): string {
  if (problem.offline) return t("problem.offline");
  if (problem.status < 0) return problem.title || t("problem.unknown", { status: "?" });
  const values = worded(problem);
  const wait = problem.retryAfter ?? 0;
  if (problem.code === "throttled" && wait >= longWait) {
    return t("throttled.until", { at: near(new Date(problem.receivedAt + wait * 1000)) });
  }
  const known = tOr(`problem.${problem.code}`, "", values);
  if (known && !unfilled.test(known)) return known;
  if (problem.status === 429) return t("problem.slower", values);
  if (problem.status === 503) return t("problem.later", values);
  return t("problem.unknown", values);
}

/** The values of the document as they are written in this language. */
function worded(problem: Problem): Record<string, string | number> {
  const values = problem.values;
  const size = inBytes.has(problem.code) ? bytes : number;
  for (const name of ["min", "max", "limit"]) {
    const value = values[name];
    if (typeof value === "number") values[name] = size(value);
  }
  if (typeof values["until"] === "string") values["until"] = moment(new Date(values["until"]));
  return { ...values, status: problem.status, wait: waitWords(problem.retryAfter ?? 10) };
}
