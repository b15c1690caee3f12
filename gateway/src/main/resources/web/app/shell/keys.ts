/** One key, one thing to do; ignored while a person is typing. Components on the page say what they can do. */
type Action = () => void;

export type Shortcut = "/" | "n" | "j" | "k" | "?" | "Escape";

const actions = new Map<Shortcut, Action[]>();

/** Takes a key over until the returned function is called; the newest taker has it. */
export function onKey(key: Shortcut, action: Action): () => void {
  const takers = actions.get(key) ?? [];
  takers.push(action);
  actions.set(key, takers);
  return () => {
    const left = (actions.get(key) ?? []).filter((taker) => taker !== action);
    actions.set(key, left);
  };
}

function typing(event: KeyboardEvent): boolean {
  const target = event.composedPath()[0];
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !["checkbox", "radio", "button", "submit", "file"].includes(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement || target.isContentEditable;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const inDialog = event.composedPath().some((part) => part instanceof HTMLDialogElement);
  if (inDialog || (typing(event) && event.key !== "Escape")) return;
  const action = actions.get(event.key as Shortcut)?.at(-1);
  if (!action) return;
  event.preventDefault();
  action();
});
