/** A refused or failed call. `status` 0 means that the node could not be reached at all. */
export class Problem extends Error {
  /** When it came, from which on its wait counts. */
  readonly receivedAt = Date.now();

  constructor(
    readonly status: number,
    readonly type: string,
    readonly title: string,
    readonly detail: string,
    readonly field: string | null,
    readonly retryAfter: number | null,
    readonly body: Record<string, unknown> = {},
  ) {
    super(title || detail || `HTTP ${status}`);
  }

  /** The stable name of its kind, without what all of them begin with. */
  get code(): string {
    return this.type.replace("urn:weft:problem:", "");
  }

  /** The limits and names that it tells, for texts with places for them. */
  get values(): Record<string, string | number> {
    return Object.fromEntries(
      Object.entries(this.body).filter((one): one is [string, string | number] => typeof one[1] === "string" || typeof one[1] === "number"),
    );
  }

  get offline(): boolean {
    return this.status === 0;
  }

  /** The node does this only after the password was given again. */
  get needsProof(): boolean {
    return this.status === 403 && this.type === "urn:weft:problem:proof-needed";
  }

  /** Trying the same again later may work. */
  get passing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

export function unreachable(): Problem {
  return new Problem(0, "unreachable", "", "", null, null);
}

/** Reads an RFC 9457 document; anything else becomes a problem with the status alone. */
export function problemFrom(status: number, contentType: string, text: string, retryAfter: string | null): Problem {
  let body: Record<string, unknown> = {};
  if (contentType.includes("json")) {
    try {
      const parsed: unknown = JSON.parse(text);
      if (parsed && typeof parsed === "object") body = parsed as Record<string, unknown>;
    } catch {
      body = {};
    }
  }
  const word = (key: string): string => (typeof body[key] === "string" ? (body[key] as string) : "");
  return new Problem(
    status,
    word("type"),
    word("title"),
    word("detail"),
    word("field") || null,
    seconds(retryAfter),
    body,
  );
}

function seconds(header: string | null): number | null {
  if (!header) return null;
  const value = Number(header);
  return Number.isFinite(value) && value >= 0 ? value : null;
}

export function asProblem(error: unknown): Problem {
  return error instanceof Problem ? error : new Problem(-1, "unexpected", "", String(error), null, null);
}
