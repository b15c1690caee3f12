import { locale } from "./index";

/** Making a format costs far more than using it, and there are a handful. */
const dates = new Map<string, Intl.DateTimeFormat>();
const numbers = new Map<string, Intl.NumberFormat>();
const gaps = new Map<string, Intl.RelativeTimeFormat>();

export const dateFormat = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
  kept(dates, options, () => new Intl.DateTimeFormat(locale, options));

export const numberFormat = (options: Intl.NumberFormatOptions): Intl.NumberFormat =>
  kept(numbers, options, () => new Intl.NumberFormat(locale, options));

export const gapFormat = (options: Intl.RelativeTimeFormatOptions): Intl.RelativeTimeFormat =>
  kept(gaps, options, () => new Intl.RelativeTimeFormat(locale, options));

function kept<V>(formats: Map<string, V>, options: object, make: () => V): V {
  const key = locale + JSON.stringify(options);
  const format = formats.get(key) ?? make();
  formats.set(key, format);
  return format;
}
