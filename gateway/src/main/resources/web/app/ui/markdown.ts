import { html, type TemplateResult } from "lit";
import { addressAt, textWithLinks } from "./text";

/**
 * Markdown of a stranger, as far as it only shapes text: paragraphs, headings, emphasis, code, lists, quotes, links whose whole address
 * stays readable. Everything else stays as it was written; nothing is ever taken for HTML, and pictures are not fetched. The work grows
 * with the length alone: each level reads its text once, levels and elements are bounded, and what is past a bound stays as written.
 */

/** Longer texts are shown as written. */
export const formattedAtMost = 16_000;

const levels = 4;
const elements = 1_000;

type Part = string | TemplateResult;

type Token =
  | { kind: "text" | "address" | "code"; text: string }
  | { kind: "link"; text: string; address: string }
  | { kind: "run"; text: string; opens: boolean; closes: boolean };

/** What one text may cost and may contain: whether its addresses become links, and how many elements are left. */
interface Bounds {
  links: boolean;
  left: number;
}

export function markdown(text: string, links: boolean): Part[] {
  return blocks(text.split(/\r?\n/), 0, { links, left: elements });
}

const fence = /^ {0,3}(`{3,}|~{3,})([^`]*)$/;
const heading = /^ {0,3}#{1,6}[ \t]+(\S.*)$/;
const quoted = /^ {0,3}> ?/;
const bullet = /^ {0,3}([-*+])([ \t]+)(?=\S)/;
const numbered = /^ {0,3}(\d{1,9})([.)])([ \t]+)(?=\S)/;

const indented = /^(?: {2}|\t)/;

const begins = (line: string): boolean => [fence, heading, quoted, bullet, numbered].some((block) => block.test(line));

function blocks(lines: string[], level: number, bounds: Bounds): Part[] {
  const parts: Part[] = [];
  let at = 0;
  while (at < lines.length) {
    const line = lines[at] ?? "";
    if (line.trim() === "") {
      at += 1;
      continue;
    }
    if (level >= levels || bounds.left <= 0) {
      parts.push(html`<p dir="auto">${textWithLinks(lines.slice(at).join("\n"), bounds.links)}</p>`);
      break;
    }
    bounds.left -= 1;
    const [part, next] = block(lines, at, level, bounds);
    parts.push(part);
    at = next;
  }
  return parts;
}

/** The block that begins at this line, and where the next one does. */
function block(lines: string[], at: number, level: number, bounds: Bounds): [Part, number] {
  const line = lines[at] ?? "";
  const opened = fence.exec(line)?.[1];
  if (opened) return code(lines, at, opened);
  const title = heading.exec(line)?.[1];
  if (title) return [html`<p dir="auto"><strong>${inline(title.trimEnd(), bounds)}</strong></p>`, at + 1];
  if (quoted.test(line)) {
    const to = upTo(lines, at, (one) => quoted.test(one));
    const inside = lines.slice(at, to).map((one) => one.replace(quoted, ""));
    return [html`<blockquote dir="auto">${blocks(inside, level + 1, bounds)}</blockquote>`, to];
  }
  const mark = markOf(line);
  if (mark) return list(lines, at, mark, level, bounds);
  const to = upTo(lines, at + 1, (one) => one.trim() !== "" && !begins(one));
  return [html`<p dir="auto">${inline(lines.slice(at, to).join("\n"), bounds)}</p>`, to];
}

function upTo(lines: string[], from: number, holds: (line: string) => boolean): number {
  let to = from;
  while (to < lines.length && holds(lines[to] ?? "")) to += 1;
  return to;
}

function code(lines: string[], at: number, opened: string): [Part, number] {
  const closes = (line: string): boolean => {
    const mark = line.trim();
    return mark.length >= opened.length && mark === opened.charAt(0).repeat(mark.length);
  };
  const end = upTo(lines, at + 1, (line) => !closes(line));
  return [html`<pre dir="auto"><code>${lines.slice(at + 1, end).join("\n")}</code></pre>`, end + 1];
}

/** How an item of a list begins: its kind, its number and how far its text is indented. */
interface Mark {
  kind: string;
  start: number | null;
  width: number;
}

function markOf(line: string): Mark | null {
  const dot = bullet.exec(line);
  if (dot) return { kind: dot[1] ?? "", start: null, width: dot[0].length };
  const number = numbered.exec(line);
  if (number) return { kind: number[2] ?? "", start: Number(number[1]), width: number[0].length };
  return null;
}

/** Items of one kind; what is indented below an item belongs to it. */
function list(lines: string[], at: number, first: Mark, level: number, bounds: Bounds): [Part, number] {
  const items: TemplateResult[] = [];
  let next = at;
  while (next < lines.length && bounds.left > 0) {
    const line = lines[next] ?? "";
    const mark = markOf(line);
    if (!mark || mark.kind !== first.kind) break;
    const inside = [line.slice(mark.width)];
    const indent = new RegExp(`^(\\t| {1,${Math.min(mark.width, 8)}})`);
    next += 1;
    for (; next < lines.length; next += 1) {
      const below = lines[next] ?? "";
      const blank = below.trim() === "";
      if (!indented.test(blank ? (lines[next + 1] ?? "") : below)) break;
      inside.push(blank ? "" : below.replace(indent, ""));
    }
    bounds.left -= 1;
    items.push(html`<li dir="auto">${blocks(inside, level + 1, bounds)}</li>`);
    const after = upTo(lines, next, (one) => one.trim() === "");
    if (markOf(lines[after] ?? "")?.kind === first.kind) next = after;
  }
  return [first.start === null ? html`<ul>${items}</ul>` : html`<ol start=${first.start}>${items}</ol>`, next];
}

function inline(text: string, bounds: Bounds): Part[] {
  const tokens = tokensOf(text);
  return parts(tokens, 0, tokens.length, 0, bounds);
}

const escaped = /\\([!-/:-@[-`{-~])/y;
const named = /\[([^[\]\n]{1,200})\]\((https?:\/\/[^\s()<>]{1,2000})\)/y;
const ticks = /`+/y;
const runs = /\*+|_+/y;

const matchAt = (pattern: RegExp, text: string, at: number): RegExpExecArray | null => {
  pattern.lastIndex = at;
  return pattern.exec(text);
};

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  /** Lengths of runs of backticks that are not met again. */
  const unclosed = new Set<number>();
  let from = 0;
  let at = 0;
  let escapes = "";
  const flush = (): void => {
    const plain = escapes + text.slice(from, at);
    if (plain !== "") tokens.push({ kind: "text", text: plain });
    escapes = "";
  };
  const take = (token: Token, length: number): void => {
    flush();
    tokens.push(token);
    at += length;
    from = at;
  };
  while (at < text.length) {
    const character = text.charAt(at);
    if (character === "\\") {
      const found = matchAt(escaped, text, at);
      if (found) {
        escapes += text.slice(from, at) + found[1];
        at += 2;
        from = at;
        continue;
      }
    } else if (character === "`") {
      const mark = matchAt(ticks, text, at)?.[0] ?? "`";
      const end = unclosed.has(mark.length) ? -1 : closingTicks(text, at + mark.length, mark.length);
      if (end < 0) {
        unclosed.add(mark.length);
        at += mark.length;
      } else {
        const inside = text.slice(at + mark.length, end);
        take({ kind: "code", text: inside }, mark.length * 2 + inside.length);
      }
      continue;
    } else if (character === "[" && text.charAt(at - 1) !== "!") {
      const found = matchAt(named, text, at);
      if (found) {
        take({ kind: "link", text: found[1] ?? "", address: found[2] ?? "" }, found[0].length);
        continue;
      }
    } else if (character === "h") {
      const address = addressAt(text, at);
      if (address) {
        take({ kind: "address", text: address }, address.length);
        continue;
      }
    } else if (character === "*" || character === "_") {
      const mark = matchAt(runs, text, at)?.[0] ?? character;
      take(run(text, at, mark), mark.length);
      continue;
    }
    at += 1;
  }
  flush();
  return tokens;
}

function closingTicks(text: string, from: number, length: number): number {
  const mark = "`".repeat(length);
  for (let at = text.indexOf(mark, from); at >= 0; at = text.indexOf(mark, at)) {
    const found = matchAt(ticks, text, at)?.[0].length ?? 1;
    if (found === length) return at;
    at += found;
  }
  return -1;
}

/** Stars and underlines open before a word and close after one; underlines inside of a word do neither. */
function run(text: string, at: number, mark: string): Token {
  const before = text.charAt(at - 1);
  const after = text.charAt(at + mark.length);
  const word = /[\p{L}\p{N}]/u;
  const inside = mark.startsWith("_") && word.test(before) && word.test(after);
  const fits = mark.length <= 3 && !inside;
  return { kind: "run", text: mark, opens: fits && /\S/.test(after), closes: fits && /\S/.test(before) };
}

function parts(tokens: Token[], from: number, to: number, level: number, bounds: Bounds): Part[] {
  const found: Part[] = [];
  /** Marks that nothing closes from here on. */
  const unclosed = new Set<string>();
  for (let at = from; at < to; at += 1) {
    const token = tokens[at];
    if (!token) break;
    const opens = token.kind === "run" && token.opens && level < levels && bounds.left > 0 && !unclosed.has(token.text);
    const end = opens ? closing(tokens, at, to) : -1;
    if (opens && end < 0) unclosed.add(token.text);
    if (end >= 0) {
      bounds.left -= 1;
      const inside = parts(tokens, at + 1, end, level + 1, bounds);
      found.push(emphasised(token.text.length, inside));
      at = end;
    } else found.push(...leaf(token, bounds));
  }
  return found;
}

function emphasised(stars: number, inside: Part[]): TemplateResult {
  if (stars === 1) return html`<em>${inside}</em>`;
  if (stars === 2) return html`<strong>${inside}</strong>`;
  return html`<em><strong>${inside}</strong></em>`;
}

function closing(tokens: Token[], at: number, to: number): number {
  const opener = tokens[at];
  for (let end = at + 2; end < to; end += 1) {
    const token = tokens[end];
    if (token?.kind === "run" && token.closes && token.text === opener?.text) return end;
  }
  return -1;
}

function leaf(token: Token, bounds: Bounds): Part[] {
  if (token.kind === "code" && bounds.left > 0) {
    bounds.left -= 1;
    return [html`<code>${token.text}</code>`];
  }
  if (token.kind === "code") return [`\`${token.text}\``];
  if (token.kind === "address") return textWithLinks(token.text, bounds.links);
  if (token.kind !== "link") return [token.text];
  const address = textWithLinks(token.address, bounds.links);
  return token.text === token.address ? address : [token.text, " (", ...address, ")"];
}
