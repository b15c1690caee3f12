export interface ServerEvent {
  id: string | null;
  name: string;
  data: unknown;
}

/** Splits a text/event-stream into events. Bounded: an event past `limit` characters, in one line or many, ends the stream. */
export class EventParser {
  private rest = "";
  private id: string | null = null;
  private name = "";
  private data: string[] = [];
  private length = 0;

  constructor(
    private readonly emit: (event: ServerEvent) => void,
    private readonly limit = 1_000_000,
  ) {}

  push(chunk: string): void {
    const lines = (this.rest + chunk).split(/\r\n|\n|\r/);
    this.rest = lines.pop() ?? "";
    for (const line of lines) this.line(line);
    this.within(this.length + this.rest.length);
  }

  private line(line: string): void {
    if (line === "") {
      this.flush();
      return;
    }
    this.length += line.length;
    this.within(this.length);
    const colon = line.indexOf(":");
    if (colon === 0) return;
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "data") this.data.push(value);
    else if (field === "event") this.name = value;
    else if (field === "id" && !value.includes("\0")) this.id = value;
  }

  private within(length: number): void {
    if (length > this.limit) throw new Error("an event is longer than the limit");
  }

  private flush(): void {
    if (this.data.length > 0 || this.name) {
      this.emit({ id: this.id, name: this.name || "message", data: parsed(this.data.join("\n")) });
    }
    this.id = null;
    this.name = "";
    this.data = [];
    this.length = 0;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
