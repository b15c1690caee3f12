import { onProofNeeded } from "../api/http";
import { Observable } from "./observable";

/** Whether the password is asked for again, because the node wants it before it does what was asked. */
class ProofState extends Observable {
  private waiting: ((proven: boolean) => void)[] = [];

  constructor() {
    super();
    onProofNeeded(() => this.ask());
  }

  get asked(): boolean {
    return this.waiting.length > 0;
  }

  /** The person gave the password, or closed the question. */
  answer(proven: boolean): void {
    for (const done of this.waiting.splice(0)) done(proven);
    this.changed();
  }

  private ask(): Promise<boolean> {
    return new Promise((done) => {
      this.waiting.push(done);
      this.changed();
    });
  }
}

export const proof = new ProofState();
