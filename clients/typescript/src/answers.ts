import { digest, digestBytes, type Json } from "./canonical.js";
import {
  IntegrityError, RegistryError, UnreachableError, problem, type Problem, type SoroeError,
} from "./errors.js";
import type { components } from "./generated/openapi.js";

/** One answer: its status, its headers and its bytes, decoded from any content coding. */
export interface Answer {
  readonly path: string;
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

type Told = components["schemas"]["Told"];

/**
 * The value of a good answer. Throws `RegistryError` for a refusal, `IntegrityError` where a strong
 * ETag is the SHA-256 of other bytes, `UnreachableError` for what no registry says.
 */
export async function valueOf(answer: Answer, good: readonly number[] = [200]): Promise<Json> {
  if (!good.includes(answer.status)) throw refused(answer);
  const value = parsed(answer);
  await checkEtag(answer);
  return value;
}

/** The document of an answer, whose canonical form has the digest that was promised. */
export async function promised(answer: Answer, expected: string): Promise<Json> {
  const document = await valueOf(answer);
  const found = await digest(document);
  if (found !== expected) {
    throw new IntegrityError(
      problem("digest-mismatch", "", { path: answer.path, promised: expected, found }),
    );
  }
  return document;
}

/** A mirror may set ETags of its own making; one that is a SHA-256 must be that of the bytes. */
async function checkEtag(answer: Answer): Promise<void> {
  // A registry marks the compressed form of the same bytes with `-gzip`.
  const match = /^"([0-9a-f]{64})(?:-gzip)?"$/.exec(answer.headers.get("etag") ?? "");
  if (!match) return;
  const expected = `sha256:${match[1]}`;
  const found = await digestBytes(answer.bytes);
  if (found !== expected) {
    throw new IntegrityError(
      problem("digest-mismatch", "", { path: answer.path, promised: expected, found }),
    );
  }
}

function parsed(answer: Answer): Json {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(answer.bytes)) as Json;
  } catch (e) {
    throw strange(answer, (e as Error).message);
  }
}

/** The error of an answer that is not the expected one. */
function refused(answer: Answer): SoroeError {
  const media = (answer.headers.get("content-type") ?? "").split(";")[0]!.trim();
  if (media !== "application/problem+json") return strange(answer, media || "-");
  const value = parsed(answer);
  if (!isObject(value)) return strange(answer, "not an object");
  const parts = Array.isArray(value["problems"]) ? value["problems"].filter(isObject) : [];
  const [first, ...more] = (parts.length > 0 ? parts : [value]).map(told);
  const after = Number(answer.headers.get("retry-after") || NaN);
  return new RegistryError(
    answer.status, Number.isFinite(after) ? after : undefined, first!, ...more,
  );
}

/** A problem as the registry tells it: its address becomes the slug at its end. */
function told(value: { [name: string]: Json }): Problem {
  const given = value as unknown as Partial<Told>;
  const sentence = (text: unknown) => (typeof text === "string" ? text : "");
  return {
    type: sentence(given.type).replace(/\/+$/, "").split(/[/#]/).pop() ?? "",
    at: sentence(given.at),
    params: isObject(value["params"]) ? (value["params"] as Record<string, string>) : {},
    title: sentence(given.title),
    titleEn: sentence(given.titleEn),
    detail: sentence(given.detail),
    detailEn: sentence(given.detailEn),
    remedy: sentence(given.remedy),
    remedyEn: sentence(given.remedyEn),
    ...(typeof given.line === "number" && { line: given.line }),
    ...(typeof given.column === "number" && { column: given.column }),
  };
}

function strange(answer: Answer, detail: string): UnreachableError {
  const params = { path: answer.path, detail: `HTTP ${answer.status}, ${detail}` };
  return new UnreachableError(problem("unexpected-answer", "", params));
}

function isObject(value: unknown): value is { [name: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
