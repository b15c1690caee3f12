import type { ReactiveController, ReactiveControllerHost } from "lit";

/** Something a component can watch: it tells its watchers after it has changed, once per frame at most. */
export class Observable {
  private readonly watchers = new Set<() => void>();
  private pending = false;

  watch(watcher: () => void): () => void {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  }

  protected changed(): void {
    if (this.pending) return;
    this.pending = true;
    queueMicrotask(() => {
      this.pending = false;
      for (const watcher of [...this.watchers]) watcher();
    });
  }
}

/** Renders its host again whenever the observed thing changes, for as long as the host is on the page. */
export class Watching implements ReactiveController {
  private stop: (() => void) | null = null;
  private subject: Observable | null = null;

  constructor(
    private readonly host: ReactiveControllerHost,
    subject: Observable | null = null,
  ) {
    this.subject = subject;
    host.addController(this);
  }

  observe(subject: Observable | null): void {
    if (subject === this.subject) return;
    this.hostDisconnected();
    this.subject = subject;
    this.hostConnected();
  }

  hostConnected(): void {
    this.stop ??= this.subject?.watch(() => this.host.requestUpdate()) ?? null;
  }

  hostDisconnected(): void {
    this.stop?.();
    this.stop = null;
  }
}
