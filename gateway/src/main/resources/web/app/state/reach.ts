import { onReached } from "../api/http";
import { Observable } from "./observable";

/** Whether the node answered what it was asked last, whatever it answered. */
class Reach extends Observable {
  lost = false;

  constructor() {
    super();
    onReached((reached) => {
      if (this.lost === !reached) return;
      this.lost = !reached;
      this.changed();
    });
  }
}

export const reach = new Reach();
