import { type Operation, operations, urlOf } from "./operations";
import { Problem, problemFrom, unreachable } from "./problem";

interface Call {
  parameters?: Record<string, string | number>;
  query?: Record<string, string | number | null | undefined>;
  body?: unknown;
  idempotencyKey?: string;
  /** The media type wanted; JSON where nothing is said. */
  accept?: string;
  signal?: AbortSignal;
}

type Listener = () => void;
let signedOut: Listener = () => undefined;

/** Called whenever an answer says that this browser is no longer signed in. */
export function onSignedOut(listener: Listener): void {
  signedOut = listener;
}

let told: (reached: boolean) => void = () => undefined;

/** Called after each call with whether anything answered. */
export function onReached(listener: (reached: boolean) => void): void {
  told = listener;
}

let prove: () => Promise<boolean> = () => Promise.resolve(false);

/** Called whenever the node wants the password again; what was asked for is repeated once if the answer is true. */
export function onProofNeeded(asker: () => Promise<boolean>): void {
  prove = asker;
}

/** One request. A write carries an Idempotency-Key, so that a repeat after a lost answer does nothing twice. */
export async function call<T>(operation: Operation, options: Call = {}): Promise<T> {
  const response = await respond(operation, options);
  if (response.status === 204 || response.headers.get("content-length") === "0") return undefined as T;
  const text = await response.text();
  return (text ? JSON.parse(text) : undefined) as T;
}

/** The raw answer, for files and streams; refused calls throw a Problem. */
export async function respond(operation: Operation, options: Call = {}): Promise<Response> {
  const response = await exchange(operation, options);
  if (response.ok) return response;
  const problem = await refusal(operation, response);
  if (!problem.needsProof || !(await prove())) throw problem;
  const again = await exchange(operation, options);
  if (!again.ok) throw await refusal(operation, again);
  return again;
}

/** A picture of a text, made by the node outside its API. */
export async function drawn(path: string, text: string): Promise<Blob> {
  const response = await reach(path, { method: "POST", headers: { Accept: "image/svg+xml", "Content-Type": "text/plain" }, body: text });
  if (!response.ok) throw problemFrom(response.status, "", "", response.headers.get("retry-after"));
  return response.blob();
}

function exchange(operation: Operation, options: Call): Promise<Response> {
  const method = operations[operation][0];
  return reach(urlOf(operation, options.parameters, options.query), {
    method,
    headers: headersFor(method, options),
    body: options.body === undefined ? null : JSON.stringify(options.body),
    ...(options.signal ? { signal: options.signal } : {}),
  });
}

/** Asks this node, and nobody to whom it may send on; throws a Problem where nothing answers. */
export async function reach(url: string, request: RequestInit): Promise<Response> {
  try {
    const response = await fetch(url, { ...request, credentials: "same-origin", cache: "no-store", redirect: "error" });
    told(true);
    return response;
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    told(false);
    throw unreachable();
  }
}

async function refusal(operation: Operation, response: Response): Promise<Problem> {
  const text = await response.text().catch(() => "");
  return noted(
    operation,
    problemFrom(response.status, response.headers.get("content-type") ?? "", text, response.headers.get("retry-after")),
  );
}

/** A 401 ends the session, except where it answers a password or the first question of who is there. */
function noted(operation: Operation, problem: Problem): Problem {
  if (problem.status === 401 && operation !== "signIn" && operation !== "whoAmI") signedOut();
  return problem;
}

function headersFor(method: string, options: Call): Record<string, string> {
  const headers: Record<string, string> = { Accept: options.accept ?? "application/json" };
  if (options.body !== undefined) headers["Content-Type"] = "application/json";
  if (method !== "GET") headers["Idempotency-Key"] = options.idempotencyKey ?? crypto.randomUUID();
  return headers;
}

/** A write whose body may be large: tells how much of it has left, 0 to 1. `fetch` can't. */
export function upload<T>(
  operation: Operation,
  options: Call,
  progress: (part: number) => void,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const request = new XMLHttpRequest();
    const method = operations[operation][0];
    request.open(method, urlOf(operation, options.parameters, options.query));
    for (const [name, value] of Object.entries(headersFor(method, options))) request.setRequestHeader(name, value);
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) progress(event.loaded / event.total);
    };
    request.onerror = () => {
      told(false);
      reject(unreachable());
    };
    request.ontimeout = request.onerror;
    request.onabort = () => reject(new DOMException("aborted", "AbortError"));
    request.onload = () => {
      told(true);
      if (request.status >= 200 && request.status < 300) {
        resolve(JSON.parse(request.responseText || "null") as T);
        return;
      }
      const type = request.getResponseHeader("content-type") ?? "";
      const wait = request.getResponseHeader("retry-after");
      reject(noted(operation, problemFrom(request.status, type, request.responseText, wait)));
    };
    options.signal?.addEventListener("abort", () => request.abort());
    request.send(JSON.stringify(options.body));
  });
}
