/**
 * Fifty elements that are drawn first in one go keep the browser from listening for as long as that takes, half a second on a slow phone.
 * Here each waits its turn: those that came last first, a screenful and then a few at a time.
 */
const screenful = 14;
const few = 4;

const waiting: (() => void)[] = [];
let under = false;

export function turn(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve);
    if (under) return;
    under = true;
    // After all that are made together have asked.
    queueMicrotask(() => next(screenful));
  });
}

function next(number: number): void {
  for (let i = 0; i < number; i++) waiting.pop()?.();
  under = waiting.length > 0;
  if (under) setTimeout(() => next(few));
}
