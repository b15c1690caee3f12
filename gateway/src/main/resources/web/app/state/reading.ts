import { Observable } from "./observable";

const kept = "weft.formatted";

/** How this browser shows what others write: whether Markdown is formatted where its sender says that it is some. */
class Reading extends Observable {
  get formatted(): boolean {
    return localStorage.getItem(kept) !== "off";
  }

  set formatted(on: boolean) {
    if (on) localStorage.removeItem(kept);
    else localStorage.setItem(kept, "off");
    this.changed();
  }
}

export const reading = new Reading();
