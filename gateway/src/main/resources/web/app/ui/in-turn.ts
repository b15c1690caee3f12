/**
 * Fifty elements that are drawn first in one go keep the browser from listening for as long as that takes, half a second on a slow phone.
 * Here each waits its turn: a few at a time, those that came last first.
 */
const few = 4;

const waiting: (() => void)[] = [];
let under = false;

export function turn(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve);
    if (under) return;
    under = true;
    setTimeout(next);
  });
}

function next(): void {
  for (let i = 0; i < few; i++) waiting.pop()?.();
  under = waiting.length > 0;
  if (under) setTimeout(next);
}
