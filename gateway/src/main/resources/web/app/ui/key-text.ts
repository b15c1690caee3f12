import type { Key } from "../i18n";

/** What the raw file of an identity has, which is what programs of the mesh keep. */
const keyBytes = 64;
/** No text of a key is longer, with room for the spaces and lines that people put into it. */
const mostText = 1000;

const forms: [lengths: number[], character: RegExp][] = [
  [[128], /[0-9a-f]/i],
  [[103, 104], /[a-z2-7=]/i],
  [[86, 88], /[a-z0-9+/=_-]/i],
];

/** The key that a file holds, as text: of its 64 bytes, or what is written in it. Null where it can be neither. */
export async function keyOf(file: File): Promise<string | null> {
  if (file.size > mostText) return null;
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (bytes.length === keyBytes) return btoa(String.fromCharCode(...bytes));
  const text = new TextDecoder().decode(bytes).trim();
  return /^[\x20-\x7e\s]+$/.test(text) ? text : null;
}

/** Where a tar has its name, which is what a mailbox is saved as. */
const tarNameAt = 257;

/** Why a file holds no key, as far as that can be told: the words' name. */
export async function wrongFile(file: File): Promise<Key> {
  const name = await file.slice(tarNameAt, tarNameAt + 5).text();
  return name === "ustar" ? "bring.wrong.mailbox" : "bring.wrong.file";
}

/** Why the node takes a text for no private key: the words' name and what stands in them. */
export function wrongIn(text: string): [Key, Record<string, string | number>] {
  const written = text.replace(/\s/g, "");
  if (/^[0-9a-f]{32}$/i.test(written)) return ["bring.wrong.hash", {}];
  const [, character] = forms.find(([lengths]) => lengths.includes(written.length)) ?? [];
  const strange = character && [...written].find((one) => !character.test(one));
  return strange ? ["bring.wrong.character", { character: nameOf(strange) }] : ["bring.wrong.length", { count: written.length }];
}

/** What can't be seen, or turns what stands around it, goes by its number. */
function nameOf(character: string): string {
  return /[!-~]/.test(character) ? character : `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}
