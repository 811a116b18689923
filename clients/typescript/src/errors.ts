import { SENTENCES } from "./generated/sentences.js";

/**
 * One thing that is wrong. `type` is a slug that never changes, `at` a JSON Pointer into the
 * document in question ("" for the whole of it), `params` the facts. The sentences are for people,
 * in Japanese and English.
 */
export interface Problem {
  readonly type: string;
  readonly at: string;
  readonly params: Readonly<Record<string, string>>;
  readonly title: string;
  readonly titleEn: string;
  readonly detail: string;
  readonly detailEn: string;
  readonly remedy: string;
  readonly remedyEn: string;
  readonly line?: number;
  readonly column?: number;
}

/** Base of all errors that this package throws on purpose; `problem` is the first to mend. */
export class SoroeError extends Error {
  readonly problems: readonly [Problem, ...Problem[]];

  constructor(first: Problem, ...more: Problem[]) {
    super(`${first.title} / ${first.titleEn} [${first.type}${first.at && ` ${first.at}`}] ${first.detail}`);
    this.name = new.target.name;
    this.problems = [first, ...more];
  }

  get problem(): Problem {
    return this.problems[0];
  }
}

/** A document or an address that cannot be used; nothing was sent. */
export class DocumentError extends SoroeError {}

/** The registry refused: its problems (RFC 9457) and the HTTP status. */
export class RegistryError extends SoroeError {
  readonly status: number;
  /** Seconds after which asking again makes sense, where the registry has said so. */
  readonly retryAfter: number | undefined;

  constructor(status: number, retryAfter: number | undefined, first: Problem, ...more: Problem[]) {
    super(first, ...more);
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

/** The registry could not be reached, did not answer in time, or something else answered. */
export class UnreachableError extends SoroeError {}

/** An answer that is not the document that was promised; it is never handed on. */
export class IntegrityError extends SoroeError {}

/** A problem of this side, with the sentences that the command `soroe` has for it. */
export function problem(
  type: keyof typeof SENTENCES,
  at: string,
  params: Record<string, string>,
): Problem {
  const told = SENTENCES[type];
  const facts: Record<string, string> = { at: at || "/", ...params };
  const fill = (sentence: string) =>
    sentence.replace(/\{(\w+)\}/g, (place, name: string) => facts[name] ?? place);
  return {
    type,
    at,
    params,
    title: fill(told.title),
    titleEn: fill(told.titleEn),
    detail: fill(told.detail),
    detailEn: fill(told.detailEn),
    remedy: fill(told.remedy),
    remedyEn: fill(told.remedyEn),
  };
}
