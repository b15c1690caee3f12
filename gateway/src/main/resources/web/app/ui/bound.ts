import { Problem } from "../api/problem";
import { number, t } from "../i18n";

/** How long what stands in a field may be, known before it is sent. */
export interface Bound {
  least?: number;
  most: number;
  /** Bytes of UTF-8 are counted, not characters. */
  bytes?: boolean;
  /** The code with which the node would refuse what is too long, or too short. */
  tooLong: string;
  tooShort?: string;
}

/** From this part of the bound on it is shown how much there is. */
const near = 0.8;

export function lengthOf(value: string, bound: Bound): number {
  return bound.bytes ? new TextEncoder().encode(value).length : [...value].length;
}

/** "112 of 128 bytes", where the bound is near or passed; else nothing. */
export function counted(value: string, bound: Bound | undefined): string {
  if (!bound || value === "") return "";
  const length = lengthOf(value, bound);
  if (bound.least && length < bound.least) return t("count.least", { count: number(length), min: number(bound.least) });
  if (length < bound.most * near) return "";
  return t(bound.bytes ? "count.bytes" : "count.most", { count: number(length), max: number(bound.most) });
}

/** Whether it would be refused for its length, or is still too short. */
export function passed(value: string, bound: Bound | undefined): boolean {
  return bound !== undefined && value !== "" && lengthOf(value, bound) > bound.most;
}

/** What the node would say to it, in the same words; null when its length is right. */
export function refusedFor(field: string, value: string, bound: Bound | undefined): Problem | null {
  if (!bound || value === "") return null;
  const length = lengthOf(value, bound);
  const code = length > bound.most ? bound.tooLong : bound.least && length < bound.least ? (bound.tooShort ?? bound.tooLong) : null;
  if (code === null) return null;
  return new Problem(422, `urn:weft:problem:${code}`, "", "", field, null, { min: bound.least ?? 1, max: bound.most });
}
