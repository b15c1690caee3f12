import { html, type TemplateResult } from "lit";

const link = /https?:\/\/[^\s<>"'`\u0000-\u001f\u202a-\u202e\u2066-\u2069]+/g;
const linkHere = new RegExp(link.source, "y");

/**
 * Text of a stranger as text: nothing in it becomes markup. Web addresses become links when `links` is true; the whole
 * address stays readable, and no referrer or opener goes along.
 */
export function textWithLinks(text: string, links: boolean): (string | TemplateResult)[] {
  if (!links) return [text];
  const parts: (string | TemplateResult)[] = [];
  let from = 0;
  for (const match of text.matchAll(link)) {
    const address = withoutEnd(match[0], ".,;:!?)]}");
    if (!safe(address)) continue;
    parts.push(text.slice(from, match.index));
    parts.push(html`<a href=${address} target="_blank" rel="noopener noreferrer nofollow" dir="ltr">${address}</a>`);
    from = match.index + address.length;
  }
  parts.push(text.slice(from));
  return parts;
}

/** The web address that stands at this place of a text with marks for emphasis around it; null when there is none. */
export function addressAt(text: string, at: number): string | null {
  linkHere.lastIndex = at;
  const found = linkHere.exec(text)?.[0];
  return found ? withoutEnd(found, ".,;:!?)]}*_") : null;
}

/** What ends a sentence rather than an address. */
function withoutEnd(address: string, marks: string): string {
  let end = address.length;
  while (end > 0 && marks.includes(address.charAt(end - 1))) end -= 1;
  return address.slice(0, end);
}

function safe(address: string): boolean {
  try {
    const url = new URL(address);
    return (url.protocol === "https:" || url.protocol === "http:") && url.username === "" && url.password === "";
  } catch {
    return false;
  }
}

/** A file name somebody else chose: no path, no control or direction marks, not longer than a line. */
export function cleanFileName(name: string, otherwise: string): string {
  const last = name.replace(/[\u0000-\u001f\u007f-\u009f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, "").split(/[\\/]/).pop();
  const clean = (last ?? "").trim().replace(/^\.+/, "");
  if (clean === "") return otherwise;
  if (clean.length <= 80) return clean;
  const dot = clean.lastIndexOf(".");
  const ending = dot > clean.length - 12 && dot > 0 ? clean.slice(dot) : "";
  return `${clean.slice(0, 79 - ending.length)}…${ending}`;
}

/** A name somebody gave themselves, on one line and without marks that turn the text around it. */
export function cleanName(name: string | null | undefined): string {
  return (name ?? "").replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, " ").replace(/\s+/g, " ").trim();
}
