import type { HealthItem, ServiceHealth } from "../api/types";
import { bytes, number, t, tOr } from "../i18n";
import { moment, waitWords } from "../i18n/times";
import { downWords } from "./state-words";
import { cleanName } from "./text";

/** One thing that was looked at; `service` is named where several processes tell of the same thing. */
export interface Finding {
  item: HealthItem;
  service: string;
}

const order = { bad: 0, look: 1, good: 2 };

/** All that the services told, the worst first; what they share is told once, as badly as the worst of them sees it. */
export function findings(answers: ServiceHealth[], away: HealthItem[]): Finding[] {
  const processes = new Map(answers.map((one) => [one.process.id, one]));
  const several = processes.size > 1;
  const single: Finding[] = [];
  const all: Finding[] = away.map((item) => ({ item, service: "" }));
  for (const { service, process } of processes.values()) {
    const uptime: HealthItem = { code: "uptime", state: "good", facts: { seconds: (Date.now() - Date.parse(process.startedAt)) / 1000 } };
    for (const item of [uptime, ...process.items]) all.push({ item, service: several ? service : "" });
  }
  const shared = new Map<string, Finding>();
  for (const item of answers.flatMap((one) => one.items)) {
    const one = { item, service: "" };
    if (item.code === "interface") single.push(one);
    else if (order[item.state] < order[shared.get(item.code)?.item.state ?? "good"] || !shared.has(item.code)) shared.set(item.code, one);
  }
  return [...all, ...shared.values(), ...single].sort((a, b) => order[a.item.state] - order[b.item.state]);
}

/** What it is and what to do about it; `since` says how long a process has run. */
export function sentence({ item, service }: Finding): { text: string; next: string; since: string } {
  const values = worded(item);
  const since = String(values["since"] ?? "");
  const key = keyOf(item);
  const words = tOr(key, tOr(`health.${item.code}`, item.code, values), values);
  const text = service ? t("health.process", { what: words, service: tOr(`health.service.${service}`, service) }) : words;
  return { text, next: tOr(`${key}.next`, "", values), since };
}

function keyOf(item: HealthItem): string {
  if (item.code === "service") return "health.service";
  if (item.code === "interfaces" && item.facts["count"] === 0) return "health.interfaces.none";
  return item.state === "good" ? `health.${item.code}` : `health.${item.code}.${item.state}`;
}

function worded({ code, facts }: HealthItem): Record<string, string | number> {
  const words: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(facts)) words[name] = typeof value === "number" ? number(value) : String(value);
  const { seconds, until } = facts;
  if (typeof facts["bytes"] === "number") words["bytes"] = bytes(facts["bytes"]);
  if (typeof seconds === "number") words["wait"] = words["since"] = waitWords(seconds);
  if (typeof until === "string") words["until"] = moment(new Date(until));
  if (code === "service") words["service"] = tOr(`health.service.${facts["service"]}`, String(facts["service"]));
  if (code === "interface") {
    words["name"] = cleanName(String(facts["name"]));
    words["reason"] = downWords(String(facts["reason"]), String(facts["said"] ?? ""));
  }
  return words;
}
