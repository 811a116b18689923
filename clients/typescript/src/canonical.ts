import { DocumentError, problem } from "./errors.js";

/** A JSON value as `JSON.parse` makes it. */
export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

/** One step of the writing: a text that is ready, or a value with the place it stands at. */
type Step = string | { value: unknown; at: string };

/**
 * The canonical form of a JSON value (RFC 8785): one text per value.
 *
 * Numbers are IEEE 754 doubles in ECMAScript's own spelling, so `1.0` is `1` and `-0` is `0`; names
 * are sorted by UTF-16 code units. A number that is no finite double, half of a surrogate pair, and
 * anything that is not JSON are refused with `DocumentError`. Nesting costs memory, never the stack.
 *
 * `JSON.parse` rounds a number that no double holds. The registry refuses such documents, and what
 * is spelt here is always the value that the caller has.
 */
export function canonical(value: Json): string {
  const out: string[] = [];
  const steps: Step[] = [{ value, at: "" }];
  for (let step = steps.pop(); step !== undefined; step = steps.pop()) {
    if (typeof step === "string") out.push(step);
    else write(step.value, step.at, out, steps);
  }
  return out.join("");
}

/** `sha256:` and the hex digest of the canonical form, however the text was laid out. */
export async function digest(value: Json): Promise<string> {
  return digestBytes(new TextEncoder().encode(canonical(value)));
}

/** `sha256:` and the hex digest of these very bytes. */
export async function digestBytes(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return "sha256:" + Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Write what has no parts to `out`; of anything else, push its parts in reverse onto `steps`. */
function write(value: unknown, at: string, out: string[], steps: Step[]): void {
  if (value === null || typeof value === "boolean") {
    out.push(String(value));
  } else if (typeof value === "number") {
    if (!Number.isFinite(value)) refuse("number-out-of-range", at, { number: String(value) });
    out.push(JSON.stringify(value));
  } else if (typeof value === "string") {
    out.push(text(value, at));
  } else if (Array.isArray(value)) {
    out.push("[");
    steps.push("]");
    for (let i = value.length - 1; i >= 0; i--) {
      steps.push({ value: value[i], at: `${at}/${i}` });
      if (i > 0) steps.push(",");
    }
  } else if (typeof value === "object") {
    out.push("{");
    steps.push("}");
    const names = Object.keys(value).sort(); // by UTF-16 code units, as the RFC asks
    for (let i = names.length - 1; i >= 0; i--) {
      const name = names[i]!;
      const below = `${at}/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;
      steps.push({ value: (value as Record<string, unknown>)[name], at: below });
      steps.push(`${i > 0 ? "," : ""}${text(name, at)}:`);
    }
  } else {
    refuse("not-json", at, { detail: typeof value });
  }
}

function text(value: string, at: string): string {
  if (/\p{Surrogate}/u.test(value)) refuse("lone-surrogate", at, {});
  return JSON.stringify(value);
}

function refuse(type: Parameters<typeof problem>[0], at: string, params: Record<string, string>): never {
  throw new DocumentError(problem(type, at, params));
}
