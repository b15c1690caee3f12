import { reach, respond } from "../api/http";
import { asProblem } from "../api/problem";
import { urlOf } from "../api/operations";
import { EventParser, type ServerEvent } from "./event-parser";

export type LiveState = "connecting" | "live" | "lost";

const firstWait = 1_000;
const longestWait = 30_000;
/** The node sends something at least every 15 s; a stream silent for three times that is dead. */
const silence = 45_000;

/**
 * The node's event stream. It reconnects by itself, with growing, jittered waits, and resumes after the last numbered
 * event it saw, so nothing is missed and nothing needs to be fetched again unless the node says `reset`.
 */
export class LiveEvents extends EventTarget {
  state: LiveState = "connecting";
  lostSince: number | null = null;

  private lastId: string | null = null;
  private wait = firstWait;
  private timer = 0;
  private watchdog = 0;
  private running = false;
  private stream: AbortController | null = null;

  start(): void {
    if (this.running) return;
    this.running = true;
    this.lastId = null;
    this.lostSince = null;
    this.become("connecting");
    void this.connect();
  }

  stop(): void {
    this.running = false;
    this.lastId = null;
    clearTimeout(this.timer);
    clearTimeout(this.watchdog);
    this.stream?.abort();
  }

  /** Connects now instead of at the end of the current wait. */
  retry(): void {
    if (!this.running || this.state === "live") return;
    clearTimeout(this.timer);
    this.wait = firstWait;
    void this.connect();
  }

  /** The node did not answer something else: a stream that only seems open would tell nobody. */
  doubt(): void {
    if (this.running && this.state === "live") this.stream?.abort();
  }

  private async connect(): Promise<void> {
    this.stream?.abort();
    const stream = new AbortController();
    this.stream = stream;
    try {
      await this.read(stream);
    } catch (error) {
      if (asProblem(error).status === 401) this.running = false;
    }
    if (this.stream === stream) this.reconnect();
  }

  private async read(stream: AbortController): Promise<void> {
    this.watch(stream);
    const headers: Record<string, string> = { Accept: "text/event-stream" };
    if (this.lastId !== null) headers["Last-Event-ID"] = this.lastId;
    const response = await reach(urlOf("streamEvents"), { headers, signal: stream.signal });
    if (response.status === 401) {
      await respond("listIdentities");
    }
    if (!response.ok || !response.body) throw new Error(`the event stream answered ${response.status}`);
    this.opened();
    const parser = new EventParser((event) => this.received(event));
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      this.watch(stream);
      parser.push(value);
    }
  }

  private opened(): void {
    const gap = this.lostSince !== null && this.lastId === null;
    this.wait = firstWait;
    this.lostSince = null;
    this.become("live");
    if (gap) this.dispatchEvent(new CustomEvent("reset"));
  }

  private received(event: ServerEvent): void {
    if (event.id) this.lastId = event.id;
    if (event.name === "reset") this.dispatchEvent(new CustomEvent("reset"));
    else this.dispatchEvent(new CustomEvent<ServerEvent>("event", { detail: event }));
  }

  private watch(stream: AbortController): void {
    clearTimeout(this.watchdog);
    this.watchdog = window.setTimeout(() => stream.abort(), silence);
  }

  private reconnect(): void {
    clearTimeout(this.watchdog);
    if (!this.running) return;
    this.lostSince ??= Date.now();
    this.become("lost");
    const jitter = 0.5 + Math.random();
    this.timer = window.setTimeout(() => void this.connect(), this.wait * jitter);
    this.wait = Math.min(this.wait * 2, longestWait);
  }

  private become(state: LiveState): void {
    if (this.state === state) return;
    this.state = state;
    this.dispatchEvent(new CustomEvent("state"));
  }
}
