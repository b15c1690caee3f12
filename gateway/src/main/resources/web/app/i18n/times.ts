import { dateFormat, gapFormat, numberFormat } from "./formats";
import { t } from "./index";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

export function fullTime(at: Date): string {
  return dateFormat({ dateStyle: "full", timeStyle: "long" }).format(at);
}

export function clock(at: Date): string {
  return dateFormat({ hour: "2-digit", minute: "2-digit" }).format(at);
}

/** "just now", "5 minutes ago", "in 3 hours", "12 days ago". */
export function relative(at: Date, now = Date.now()): string {
  const gap = at.getTime() - now;
  const size = Math.abs(gap);
  if (size < 45_000) return t("time.just");
  const words = gapFormat({ numeric: "auto" });
  if (size < hour) return words.format(Math.round(gap / minute), "minute");
  if (size < day) return words.format(Math.round(gap / hour), "hour");
  if (size < 60 * day) return words.format(Math.round(gap / day), "day");
  return dateFormat({ dateStyle: "medium" }).format(at);
}

/** For narrow places: minutes ago in the last hour, else the clock today, the weekday this week, else the date. */
export function brief(at: Date, now = Date.now()): string {
  const gap = now - at.getTime();
  if (gap > -minute && gap < hour) {
    if (gap < 45_000) return t("time.now");
    return gapFormat({ style: "short" }).format(-Math.round(gap / minute), "minute");
  }
  if (sameDay(at, new Date(now))) return clock(at);
  if (gap > 0 && gap < 6 * day) return dateFormat({ weekday: "short" }).format(at);
  const sameYear = at.getFullYear() === new Date(now).getFullYear();
  const format: Intl.DateTimeFormatOptions = { day: "numeric", month: "short", ...(sameYear ? {} : { year: "numeric" }) };
  return dateFormat(format).format(at);
}

/** The heading over a day's messages. */
export function dayName(at: Date): string {
  const now = new Date();
  if (sameDay(at, now)) return t("time.today");
  if (sameDay(at, new Date(now.getTime() - day))) return t("time.yesterday");
  return dateFormat({ dateStyle: "full" }).format(at);
}

export function sameDay(a: Date, b: Date): boolean {
  return a.getFullYear() === b.getFullYear() && a.getMonth() === b.getMonth() && a.getDate() === b.getDate();
}

/** A date and a time, as short as they can be. */
export function moment(at: Date): string {
  return dateFormat({ dateStyle: "medium", timeStyle: "short" }).format(at);
}

/** A time at which something ends: the clock today, else with the date. */
export function near(at: Date): string {
  return sameDay(at, new Date()) ? clock(at) : moment(at);
}

export function date(at: Date): string {
  return dateFormat({ dateStyle: "medium" }).format(at);
}

/** How long something takes: "7 s", "15 minutes", "3 days". */
export function waitWords(seconds: number): string {
  if (seconds < 1) return `${Math.max(1, Math.round(seconds * 1000))} ms`;
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  if (seconds < 5400) return unit(seconds / 60, "minute");
  return seconds < 172_800 ? unit(seconds / 3600, "hour") : unit(seconds / 86_400, "day");
}

function unit(count: number, name: string): string {
  return numberFormat({ style: "unit", unit: name, unitDisplay: "long", maximumFractionDigits: 0 }).format(count);
}
