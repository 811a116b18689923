import type { Answer } from "./answers.js";
import { DocumentError, UnreachableError, problem } from "./errors.js";

/** What a client may be told; all of it may be left out. */
export interface Options {
  /** Sent with `submitReport` alone, and never along a redirect. */
  readonly token?: string;
  /** Milliseconds for one request with its answer; 30,000 if not given. */
  readonly timeout?: number;
  /** Ends every request of the client. */
  readonly signal?: AbortSignal;
  /** Instead of the global `fetch`: a proxy, a cache, certificates. */
  readonly fetch?: typeof fetch;
}

/** Bytes of an answer that are read before giving up; a document has at most 1 MiB. */
const MAX_ANSWER = 8 * 1024 * 1024;

/** One request of the registry at `base`; the whole answer, or `UnreachableError`. */
export async function ask(
  base: string, path: string, options: Options, init: RequestInit = {}, secret = false,
): Promise<Answer> {
  const headers = new Headers(init.headers);
  if (secret && options.token) headers.set("authorization", `Bearer ${options.token}`);
  const limit = AbortSignal.timeout(options.timeout ?? 30_000);
  const signal = options.signal ? AbortSignal.any([limit, options.signal]) : limit;
  const redirect = secret ? "error" : "follow";
  try {
    const send = options.fetch ?? fetch;
    const response = await send(base + path, { ...init, headers, redirect, signal });
    const bytes = await collect(response, base);
    return { path, status: response.status, headers: response.headers, bytes };
  } catch (e) {
    if (e instanceof UnreachableError || options.signal?.aborted) throw e;
    const type = limit.aborted ? "timed-out" : "unreachable";
    throw new UnreachableError(problem(type, "", { url: base, detail: why(e) }));
  }
}

/** The registry's address without a final slash, or `DocumentError`. */
export function address(base: string): string {
  const url = URL.canParse(base) ? new URL(base) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.search || url.hash || url.username) {
    throw new DocumentError(problem("address-invalid", "", { url: base }));
  }
  return url.href.replace(/\/+$/, "");
}

async function collect(response: Response, url: string): Promise<Uint8Array<ArrayBuffer>> {
  const reader = response.body?.getReader();
  const parts: Uint8Array[] = [];
  let size = 0;
  for (let next = await reader?.read(); next && !next.done; next = await reader?.read()) {
    size += next.value.length;
    if (size > MAX_ANSWER) {
      await reader?.cancel();
      throw new UnreachableError(problem("answer-too-large", "", { url }));
    }
    parts.push(next.value);
  }
  const whole = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** What `fetch` hides in the causes of its error. */
function why(error: unknown): string {
  const cause = (error as { cause?: unknown }).cause;
  const { code, message } = (cause ?? error) as { code?: unknown; message?: unknown };
  return String(code || message || error);
}
